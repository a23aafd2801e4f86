/// The scheme, host and path of a URL, for messages: without user name and password, and without the query, which
/// contains the signature of a presigned URL.
public struct HTTPAddress: Sendable, Equatable, CustomStringConvertible {
  /// `http` or `https`, in lower case.
  public let scheme: String
  /// The host as given, with the port if there is one.
  public let host: String
  /// The path as given, from its first `/`; empty if there is none.
  public let path: String

  /// Parses an absolute URL; nil if its scheme is not `http` or `https` or it has no host.
  public init?(_ url: String) {
    let bytes = Array(url.utf8)
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8) else {
      return nil
    }
    scheme = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
    let rest = bytes[(colon + 3)...]
    let authority = rest.prefix { !"/?#".utf8.contains($0) }
    let start = authority.lastIndex(of: UInt8(ascii: "@")).map { $0 + 1 } ?? authority.startIndex
    host = String(decoding: authority[start...], as: UTF8.self)
    path = String(
      decoding: rest[authority.endIndex...].prefix { !"?#".utf8.contains($0) }, as: UTF8.self)
    guard scheme == "http" || scheme == "https", !host.isEmpty else { return nil }
  }

  /// The host without the port and without the brackets of an IPv6 address.
  var hostName: Substring {
    guard host.hasPrefix("[") else { return host.prefix { $0 != ":" } }
    return host.dropFirst().prefix { $0 != "]" }
  }

  public var description: String { "\(scheme)://\(host)\(path)" }
}
