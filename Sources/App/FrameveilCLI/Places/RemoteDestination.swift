import HTTP

/// The place that a URL leads to, without who may go there and until when: two presigned URLs of one file are one place.
struct RemoteDestination {
  /// Scheme, host, path, and what of the query names the thing rather than signs for it. Never shown: what signs may
  /// have a name that is not known here.
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
    let members = query.split(separator: "&").filter { !Self.signs($0.prefix { $0 != "=" }.lowercased()) }
    text = "\(address.scheme)://\(host)\(address.path)" + members.map { "&\($0)" }.joined()
  }

  /// Whether a member of a query is part of a signature: of Amazon's, Google's, Azure's or CloudFront's URLs.
  private static func signs(_ name: String) -> Bool {
    ["x-amz-", "x-goog-"].contains(where: name.hasPrefix) || known.contains(name)
  }

  private static let known: Set<String> = [
    "awsaccesskeyid", "signature", "expires", "key-pair-id", "policy", "googleaccessid", "token", "sig", "se",
    "sp",
    "sv", "st", "sr", "spr", "skoid", "sktid", "skt", "ske", "sks", "skv",
  ]
}
