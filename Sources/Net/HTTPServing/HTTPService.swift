public import HTTP

/// Handles the requests of an `HTTPServer`.
public protocol HTTPService: Sendable {
  /// The maximum size of a request body in bytes.
  var maximumBodySize: Int { get }
  /// The maximum size of the body of a request with this head, in bytes; for example less for unauthenticated clients.
  func maximumBodySize(of head: ServedRequest) -> Int
  /// Handles a request. The task is cancelled when the server stops; the response is sent even then.
  func respond(to request: ServedRequest) async -> BufferedResponse
  /// Returns the response to a request whose body is too large. `request.body` is empty.
  func refuse(_ request: ServedRequest) -> BufferedResponse
}

extension HTTPService {
  public func maximumBodySize(of head: ServedRequest) -> Int { maximumBodySize }
}

/// A received request.
public struct ServedRequest: Sendable {
  /// `GET`, `POST` and so on.
  public var method: String
  /// The path, percent-encoded as received.
  public var path: String
  /// The query after the first `?`, as received; empty if there is none.
  public var query: String
  public var headers: HTTPHeaders
  /// The complete body.
  public var body: [UInt8]

  public init(
    method: String, path: String, query: String = "", headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
  }

  /// Parses a request target: `/path?query`.
  init(target: String) {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    self.init(method: "", path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : "")
  }
}
