import Core
import HTTP
import HTTPServing

/// Which requests are those of the page: they know the token, ask for this machine by its own name, and come from no other
/// page, also if another site's name leads here ("DNS rebinding").
public struct ReviewAccess: Sendable {
  /// The path below which everything is: `/TOKEN/`.
  public let root: String
  private let token: String
  private let hosts: Set<String>

  /// - Parameters:
  ///   - address: the address and port that the server listens at: `127.0.0.1:8080`.
  ///   - token: random, and long enough not to be guessed.
  public init(listeningAt address: String, token: String) {
    let port = address.split(separator: ":").last.map(String.init) ?? ""
    hosts = ["127.0.0.1:\(port)", "localhost:\(port)", "[::1]:\(port)"]
    (self.token, root) = (token, "/\(token)/")
  }

  /// A random token of 192 bits.
  public static func randomToken() -> String { Hex.text((0..<24).map { _ in UInt8.random(in: 0...255) }) }

  /// The path below the root: `api/edits`, empty for the page.
  ///
  /// - Throws: `ReviewSession.Refusal`.
  func path(of request: ServedRequest) throws(ReviewSession.Refusal) -> String {
    let given = request.headers.all("Host").map { $0.lowercased() }
    guard given.count == 1, let host = given.first, hosts.contains(host) else {
      throw ReviewSession.Refusal(
        status: 403, code: "ForbiddenHost", message: "use the address that the program printed")
    }
    let site = request.headers["Sec-Fetch-Site"].map { $0.lowercased() }
    guard request.headers.all("Origin").allSatisfy({ $0.lowercased() == "http://\(host)" }),
      site.map({ ["same-origin", "none"].contains($0) }) ?? true
    else {
      throw ReviewSession.Refusal(
        status: 403, code: "ForbiddenOrigin", message: "a page of another origin may not send requests")
    }
    let parts = request.path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: true).map(
      String.init)
    guard let first = parts.first, HMAC.isEqual(first, token), request.path.hasPrefix(root) else {
      throw ReviewSession.Refusal(
        status: 403, code: "ForbiddenToken", message: "the address is not the one that the program printed")
    }
    return parts.count > 1 ? parts[1] : ""
  }
}
