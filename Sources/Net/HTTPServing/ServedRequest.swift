public import HTTP

/// A request as it came.
public struct ServedRequest: Sendable {
  /// `GET`, `POST` and so on.
  public var method: String
  /// The path, percent-encoded as it came.
  public var path: String
  /// What stands behind the first `?`, as it came; empty where there is none.
  public var query: String
  /// The fields of its head, in their order.
  public var headers: HTTPHeaders
  /// Its body, whole.
  public var body: [UInt8]

  /// Makes a request.
  public init(
    method: String, path: String, query: String = "", headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
  }

  /// Makes a request out of its target, such as `/path?query`.
  init(target: String) {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    self.init(method: "", path: String(parts[0]), query: parts.count > 1 ? String(parts[1]) : "")
  }
}
