import HTTP

/// A URL without its signature, so that two presigned URLs of one file are equal.
struct RemoteDestination {
  /// Scheme, host, path, and the query parameters that are not part of a signature. Never shown: a signature may use
  /// parameters that are not known here.
  let text: String

  init(_ url: String) {
    guard let address = HTTPAddress(url) else {
      text = url
      return
    }
    let port = address.scheme == "https" ? ":443" : ":80"
    var host = address.host.lowercased()
    if host.hasSuffix(port) { host.removeLast(port.count) }
    let query = url.prefix { $0 != "#" }.drop { $0 != "?" }.dropFirst()
    let members = query.split(separator: "&").filter {
      !Self.isSignatureParameter($0.prefix { $0 != "=" }.lowercased())
    }
    text = "\(address.scheme)://\(host)\(address.path)" + members.map { "&\($0)" }.joined()
  }

  /// Whether a query parameter is part of a signature of Amazon S3, Google Cloud Storage, Azure or CloudFront.
  private static func isSignatureParameter(_ name: String) -> Bool {
    ["x-amz-", "x-goog-"].contains(where: name.hasPrefix) || known.contains(name)
  }

  private static let known: Set<String> = [
    "awsaccesskeyid", "signature", "expires", "key-pair-id", "policy", "googleaccessid", "token", "sig", "se",
    "sp",
    "sv", "st", "sr", "spr", "skoid", "sktid", "skt", "ske", "sks", "skv",
  ]
}
