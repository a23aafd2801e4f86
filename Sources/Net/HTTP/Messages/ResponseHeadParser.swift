/// The head of a final response.
struct HTTPHead: Sendable, Equatable {
  var status = 0
  var headers = HTTPHeaders()
}

/// Parses the head of a response line by line. Interim responses (1xx) and trailers are skipped.
struct ResponseHeadParser {
  private var head = HTTPHead()
  /// Whether the head of the final response is complete.
  private(set) var isComplete = false

  private var bytesLeft = ResponseHeadParser.limit

  /// The maximum size in bytes of all heads, including interim ones, and trailers. Servers send some kilobytes; without
  /// a limit, an endless head would never count as stalled.
  static let limit = 256 << 10

  enum Refusal: Error {
    /// A second final response to one request.
    case repeated
    /// More than `limit` bytes.
    case tooLarge
  }

  /// Parses a line, including its line end. Returns the head with its last line.
  mutating func add(_ line: some Collection<UInt8>) throws(Refusal) -> HTTPHead? {
    bytesLeft -= line.count
    guard bytesLeft >= 0 else { throw .tooLarge }
    if line.starts(with: "HTTP/".utf8) {
      guard !isComplete else { throw .repeated }
      head = HTTPHead(status: Self.status(line))
      return nil
    }
    guard !isComplete else { return nil }
    let text = Self.trimmed(line)
    guard text.isEmpty else {
      addField(text)
      return nil
    }
    guard head.status >= 200 else { return nil }
    isComplete = true
    return head
  }

  private mutating func addField(_ text: some Collection<UInt8>) {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else { return }
    let value = text[text.index(after: colon)...]
    head.headers.add(
      String(decoding: text[..<colon], as: UTF8.self), String(decoding: Self.trimmed(value), as: UTF8.self))
  }

  private static func status(_ line: some Collection<UInt8>) -> Int {
    line.drop { $0 != UInt8(ascii: " ") }.dropFirst().prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
      .prefix(3).reduce(0) { 10 * $0 + Int($1 - UInt8(ascii: "0")) }
  }

  private static func trimmed<Bytes: Collection<UInt8>>(_ bytes: Bytes) -> Bytes.SubSequence {
    let isSpace = { (byte: UInt8) in byte == 32 || 9...13 ~= byte }
    let start = bytes.firstIndex { !isSpace($0) } ?? bytes.endIndex
    var end = start
    for index in bytes[start...].indices where !isSpace(bytes[index]) { end = bytes.index(after: index) }
    return bytes[start..<end]
  }
}
