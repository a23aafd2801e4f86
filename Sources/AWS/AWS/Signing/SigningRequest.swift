import Core

/// The parts of an HTTP request that SigV4 signs, as sent on the wire.
public struct SigningRequest: Sendable {
  /// The HTTP method: `GET`, `PUT`.
  public var method: String
  /// The percent-encoded path.
  public var path: String
  /// The percent-encoded query string without the question mark; empty if there is none.
  public var query: String
  /// The header fields; `Host` is required.
  public var headers: [(name: String, value: String)]

  public init(method: String, path: String, query: String = "", headers: [(name: String, value: String)]) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
  }

  /// The names of all headers that can be signed, in lower case and sorted. Headers that proxies change are
  /// excluded, as in the AWS SDKs.
  var signableHeaders: [String] {
    Set(headers.map { $0.name.lowercased() }).subtracting(Self.unsigned).sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
  }

  private static let unsigned: Set<String> = [
    "authorization", "connection", "expect", "transfer-encoding", "user-agent", "x-amzn-trace-id",
  ]

  /// The first value of a header; `name` is in lower case.
  func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }

  /// The decoded query parameters.
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
  /// The canonical URI. For S3 the path is only brought into the canonical encoding. For other services dot
  /// segments (RFC 3986, section 5.2.4) and repeated slashes are removed and the path is encoded again.
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

  /// The canonical query string: parameters in the canonical encoding, sorted by name, then by value, without
  /// `X-Amz-Signature`.
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

  /// The canonical headers: one line per signed name, with trimmed values, runs of white space collapsed to
  /// one space, and repeated headers joined by commas in the order of sending.
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

/// The hashed payload of a canonical request, which is also the value of `X-Amz-Content-Sha256`.
public struct PayloadHash: Sendable, Equatable {
  public let value: String

  private init(_ value: String) { self.value = value }

  public static func sha256(of body: some Sequence<UInt8>) -> PayloadHash { PayloadHash(SHA256.hex(body)) }
  /// A precomputed SHA-256 in hexadecimal, or the value of a received header.
  public static func hex(_ digest: String) -> PayloadHash { PayloadHash(digest) }
  /// The SHA-256 of an empty body.
  public static let empty = PayloadHash("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  /// The body is not signed; TLS and a checksum header must protect it.
  public static let unsigned = PayloadHash("UNSIGNED-PAYLOAD")
}
