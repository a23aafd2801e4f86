import Core

/// A request as it goes on the wire, as far as it is signed.
public struct SigningRequest: Sendable {
  /// `GET`, `PUT` and so on.
  public var method: String
  /// The path, percent-encoded as it is sent.
  public var path: String
  /// What follows the question mark, percent-encoded as it is sent; empty where there is none.
  public var query: String
  /// The head's fields; `Host` must be among them.
  public var headers: [(name: String, value: String)]

  /// Takes a request.
  public init(method: String, path: String, query: String = "", headers: [(name: String, value: String)]) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
  }

  /// The names of all fields that can be signed, in lower case and sorted. Those that proxies change are left
  /// out, as the AWS SDKs do.
  var signableHeaders: [String] {
    Set(headers.map { $0.name.lowercased() }).subtracting(Self.unsigned).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
  }

  private static let unsigned: Set<String> = [
    "authorization", "connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id",
  ]

  /// The first field of a name, which is given in lower case.
  func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }

  /// The query's names and values, decoded.
  var parameters: [(name: String, value: String)] {
    queryPairs.map { (PercentEncoding.decode($0.name), PercentEncoding.decode($0.value)) }
  }

  private var queryPairs: [(name: String, value: String)] {
    query.split(separator: "&").map { pair in
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (String(halves[0]), halves.count > 1 ? String(halves[1]) : "")
    }
  }
}

extension SigningRequest {
  /// S3's path is signed as it is, in the one form of encoding; other services' paths lose dot segments and
  /// repeated slashes (RFC 3986, section 5.2.4) and are encoded once more.
  func canonicalPath(encodesTwice: Bool) -> String {
    let segments = path.utf8.split(separator: PercentEncoding.slash, omittingEmptySubsequences: false)
    guard encodesTwice else {
      let text = segments.map { PercentEncoding.normalized($0) }.joined(separator: "/")
      return text.isEmpty ? "/" : text
    }
    var kept: [Substring.UTF8View] = []
    for segment in segments where !segment.isEmpty && !segment.elementsEqual(".".utf8) {
      if segment.elementsEqual("..".utf8) { _ = kept.popLast() } else { kept.append(segment) }
    }
    let text = kept.map { "/" + PercentEncoding.encode($0) }.joined()
    return text.isEmpty ? "/" : path.utf8.last == PercentEncoding.slash ? text + "/" : text
  }

  /// Names and values in the one form of encoding, sorted by name, then by value. A presigned request's own
  /// signature is not signed.
  var canonicalQuery: String {
    queryPairs
      .map { (PercentEncoding.normalized($0.name.utf8), PercentEncoding.normalized($0.value.utf8)) }
      .filter { $0.0 != "X-Amz-Signature" }
      .sorted { one, other in
        one.0 == other.0
          ? one.1.utf8.lexicographicallyPrecedes(other.1.utf8)
          : one.0.utf8.lexicographicallyPrecedes(other.0.utf8)
      }
      .map { "\($0.0)=\($0.1)" }.joined(separator: "&")
  }

  /// A line for each signed name: its values without white space around them, runs of it made one space, joined
  /// by commas in the order in which they are sent.
  func canonicalHeaders(_ signed: [String]) -> String {
    signed.map { name in
      let values = headers.filter { $0.name.lowercased() == name }.map { Self.trimmed($0.value) }
      return "\(name):\(values.joined(separator: ","))\n"
    }.joined()
  }

  private static func trimmed(_ value: String) -> String {
    value.split { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r\n" || $0 == "\r" }.joined(separator: " ")
  }
}
