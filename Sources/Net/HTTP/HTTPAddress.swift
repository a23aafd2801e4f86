/// Where a URL leads, without what must not stand in a message: a name and password before the host, and the
/// query, which is the signature of a presigned URL.
public struct HTTPAddress: Sendable, Equatable, CustomStringConvertible {
  /// `http` or `https`, in small letters.
  public let scheme: String
  /// The host as it was written, with its port where it has one.
  public let host: String
  /// The path as it was written, from its first `/`; empty where there is none.
  public let path: String

  /// Takes an absolute URL apart; nil for one that is not of HTTP or names no host.
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

  /// The host without its port and the brackets of an IPv6 address.
  var hostName: Substring {
    guard host.hasPrefix("[") else { return host.prefix { $0 != ":" } }
    return host.dropFirst().prefix { $0 != "]" }
  }

  /// Scheme, host and path.
  public var description: String { "\(scheme)://\(host)\(path)" }
}
