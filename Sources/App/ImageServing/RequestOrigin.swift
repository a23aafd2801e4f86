import HTTP
import HTTPServing
import Workflow

/// Which requests come from where they may: a page of another site must neither send images nor read results, also if its
/// name leads to this server ("DNS rebinding").
///
/// A browser tells in `Host` which name it has asked for, and in `Origin` which page sends (RFC 9110, section 7.2; RFC 6454,
/// section 7). Programs without a browser send no `Origin`.
public struct RequestOrigin: Sendable {
  /// The origin of all clients' URLs, if a proxy is before this server.
  private let publicOrigin: String?
  /// The authorities that `Host` may have; nil for any.
  private let hosts: Set<String>?

  /// - Parameters:
  ///   - address: the address and port that the server listens at.
  ///   - publicOrigin: scheme, host and port by which a proxy makes this server public; nil for none.
  public init(listeningAt address: String, publicOrigin: String?) {
    self.publicOrigin = publicOrigin?.lowercased()
    let (name, port) = Self.parts(of: address)
    let isLocal = name.hasPrefix("127.") || name == "[::1]"
    guard isLocal || publicOrigin != nil else {
      // The names of this machine in a network are not known.
      hosts = nil
      return
    }
    let names = [name] + (isLocal ? ["127.0.0.1", "localhost", "[::1]"] : [])
    var hosts = Set(names.map { "\($0):\(port)" })
    if port == "80" { hosts.formUnion(names) }
    if let publicOrigin { hosts.insert(Self.authority(of: publicOrigin.lowercased())) }
    self.hosts = hosts
  }

  /// The origin of the URLs in the answer to a request: `http://127.0.0.1:8080`.
  ///
  /// - Throws: `HTTPFailure` for a request that comes from elsewhere.
  func origin(of request: ServedRequest) throws(HTTPFailure) -> String {
    let given = request.headers.all("Host").map { $0.lowercased() }
    guard let host = given.first, given.count == 1, host.wholeMatch(of: /[a-z0-9._\-:\[\]]+/) != nil,
      hosts?.contains(host) ?? true
    else {
      throw HTTPFailure(
        403, "ForbiddenHost",
        "this server does not serve that name; use 127.0.0.1 or localhost, or name the origin with --public-url"
      )
    }
    let own = publicOrigin ?? "http://\(host)"
    let senders = request.headers.all("Origin").map { $0.lowercased() }
    guard senders.allSatisfy({ $0 == own || $0 == "http://\(host)" }) else {
      throw HTTPFailure(
        403, "ForbiddenOrigin",
        "a page of another origin may not send requests; name the origin of a proxy with --public-url")
    }
    return own
  }

  /// `[::1]` and `8080` of `[::1]:8080`.
  private static func parts(of address: String) -> (name: String, port: String) {
    guard let colon = address.lastIndex(of: ":") else { return (address, "") }
    return (String(address[..<colon]), String(address[address.index(after: colon)...]))
  }

  private static func authority(of origin: String) -> String {
    origin.split(separator: "/", maxSplits: 1).last.map { String($0.drop { $0 == "/" }) } ?? origin
  }
}
