import Core

/// Where a service is reached: a pure value, and a pure rule.
struct Endpoint: Sendable, Equatable {
  /// `https` or `http`.
  var scheme: String
  /// The host with a port that is not the scheme's own, as `Host` says it.
  var host: String
  /// The encoded path of the request.
  var path: String
  /// The region that is signed.
  var region: String

  /// Whether what is sent cannot be read on the way.
  var isSecure: Bool { scheme == "https" }
}

/// The rules that make an endpoint out of a service, a region and settings.
struct EndpointRules: Sendable {
  /// How a bucket stands in an URL.
  enum Addressing: String, Sendable {
    case automatic = "auto"
    case virtualHost = "virtual"
    case path
  }

  /// The service, as it is signed.
  var service: String
  /// The region.
  var region: String
  /// The URL that somebody chose.
  var custom: String?
  var usesFIPS = false
  var usesDualStack = false
  var addressing = Addressing.automatic

  /// The endpoint of a request for a path, which is not encoded, in a bucket if it has one.
  func endpoint(bucket: String?, path: String) throws(AWSSetupError) -> Endpoint {
    if let bucket { try check(bucket) }
    guard Self.isHostLabel(region[...].utf8) else {
      throw AWSSetupError(.configuration, "\"\(region)\" is no region's name; one is like us-east-1")
    }
    let base =
      try custom.map { (custom) throws(AWSSetupError) in try parsed(custom) }
      ?? Endpoint(scheme: "https", host: standardHost, path: "", region: region)
    // Bytes, since a slash and an accent that follows it are one character.
    let isAbsolute = path.utf8.first == UInt8(ascii: "/")
    let encoded = PercentEncoding.encodePath(isAbsolute ? path : "/" + path)
    var endpoint = base
    if let bucket, isInHost(bucket, secure: base.isSecure) {
      endpoint.host = "\(bucket).\(base.host)"
      endpoint.path += encoded
    } else {
      endpoint.path += (bucket.map { "/" + PercentEncoding.encode($0) } ?? "") + encoded
    }
    return endpoint
  }

  /// A bucket's name stands in the host where DNS allows it, and no custom endpoint is set whose names nobody may
  /// know. A name with dots does not match TLS's wildcard.
  private func isInHost(_ bucket: String, secure: Bool) -> Bool {
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
        .configuration, "\"\(bucket)\" is no bucket's name; access points must be named by their alias")
    }
  }

  /// AWS's own host. S3 puts `dualstack` into the name; the others have a domain of their own for it.
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
        "the endpoint \(url) of \(service) is no URL like http://localhost:9000 or https://host/path")
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

/// A part of AWS with names and accounts of its own.
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
