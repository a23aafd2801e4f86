import Core

/// The resolved endpoint of a request.
struct Endpoint: Sendable, Equatable {
  /// `https` or `http`.
  var scheme: String
  /// The value of the `Host` header: the host, and the port if it is not the default of the scheme.
  var host: String
  /// The percent-encoded path of the request.
  var path: String
  /// The signing region.
  var region: String

  /// Whether the connection uses TLS.
  var isSecure: Bool { scheme == "https" }
}

/// Resolves the endpoint of a service out of region and settings.
struct EndpointRules: Sendable {
  /// How the bucket is addressed: in the host name or in the path.
  enum Addressing: String, Sendable {
    case automatic = "auto"
    case virtualHost = "virtual"
    case path
  }

  /// The signing name of the service.
  var service: String
  var region: String
  /// The URL of a custom endpoint.
  var custom: String?
  var usesFIPS = false
  var usesDualStack = false
  var addressing = Addressing.automatic

  /// The endpoint of a request.
  ///
  /// - Parameters:
  ///   - bucket: the S3 bucket; nil for other services.
  ///   - path: the path without the bucket, not percent-encoded.
  func endpoint(bucket: String?, path: String) throws(AWSSetupError) -> Endpoint {
    if let bucket { try check(bucket) }
    guard Self.isHostLabel(region[...].utf8) else {
      throw AWSSetupError(
        .configuration, "\"\(region)\" is not a valid region name; use one such as us-east-1")
    }
    let base =
      try custom.map { (custom) throws(AWSSetupError) in try parsed(custom) }
      ?? Endpoint(scheme: "https", host: standardHost, path: "", region: region)
    // Compares bytes: Swift joins a slash and a following combining mark into one character.
    let isAbsolute = path.utf8.first == UInt8(ascii: "/")
    let encoded = PercentEncoding.encodePath(isAbsolute ? path : "/" + path)
    var endpoint = base
    if let bucket, usesVirtualHost(bucket, secure: base.isSecure) {
      endpoint.host = "\(bucket).\(base.host)"
      endpoint.path += encoded
    } else {
      endpoint.path += (bucket.map { "/" + PercentEncoding.encode($0) } ?? "") + encoded
    }
    return endpoint
  }

  /// Whether the bucket is addressed in virtual-hosted style. The bucket must be a valid DNS label; a custom
  /// endpoint often has no DNS entries for buckets, so it uses path style by default; a name with dots does
  /// not match the wildcard certificate.
  private func usesVirtualHost(_ bucket: String, secure: Bool) -> Bool {
    guard addressing != .path, addressing == .virtualHost || custom == nil else { return false }
    let labels = bucket.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return (3...63).contains(bucket.utf8.count) && (labels.count == 1 || !secure)
      && labels.allSatisfy(Self.isHostLabel)
  }

  private static func isHostLabel(_ label: Substring.UTF8View) -> Bool {
    let hyphen = UInt8(ascii: "-")
    let isWord = label.allSatisfy { byte in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == hyphen
    }
    return isWord && !label.isEmpty && label.first != hyphen && label.last != hyphen
  }

  private func check(_ bucket: String) throws(AWSSetupError) {
    guard !["", ".", ".."].contains(bucket), !bucket.contains("/"), !bucket.hasPrefix("arn:") else {
      throw AWSSetupError(
        .configuration, "\"\(bucket)\" is not a valid bucket name; for an access point use its alias")
    }
  }

  /// The public endpoint. S3 marks dual-stack with `.dualstack` in the name; other services use another
  /// domain.
  private var standardHost: String {
    let name = usesFIPS ? "\(service)-fips" : service
    let domain = Partition(region: region)
    if service == "s3" {
      return "\(name)\(usesDualStack ? ".dualstack" : "").\(region).\(domain.suffix)"
    }
    return "\(name).\(region).\(usesDualStack ? domain.dualStackSuffix : domain.suffix)"
  }

  private func parsed(_ url: String) throws(AWSSetupError) -> Endpoint {
    let parts = url.split(separator: "://", maxSplits: 1)
    guard parts.count == 2, ["http", "https"].contains(parts[0].lowercased()), !parts[1].hasPrefix("/"),
      !url.contains(where: { $0 == "?" || $0 == "#" || $0 == "@" || $0.isWhitespace })
    else {
      throw AWSSetupError(
        .configuration,
        "the endpoint \(url) of \(service) is not a valid URL; use one such as http://localhost:9000 or https://host/path"
      )
    }
    let scheme = parts[0].lowercased()
    let slash = parts[1].firstIndex(of: "/") ?? parts[1].endIndex
    var host = String(parts[1][..<slash])
    for (known, port) in [("http", ":80"), ("https", ":443")] where scheme == known && host.hasSuffix(port) {
      host.removeLast(port.count)
    }
    var path = String(parts[1][slash...])
    while path.hasSuffix("/") { path.removeLast() }
    return Endpoint(scheme: scheme, host: host, path: path, region: region)
  }
}

/// The DNS suffixes of an AWS partition.
private struct Partition {
  let suffix, dualStackSuffix: String

  init(region: String) {
    if region.hasPrefix("cn-") {
      (suffix, dualStackSuffix) = ("amazonaws.com.cn", "api.amazonwebservices.com.cn")
    } else {
      // aws and aws-us-gov share their domains.
      (suffix, dualStackSuffix) = ("amazonaws.com", "api.aws")
    }
  }
}
