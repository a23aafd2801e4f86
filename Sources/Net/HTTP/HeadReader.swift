/// The head of a final answer.
struct HTTPHead: Sendable, Equatable {
  var status = 0
  var headers = HTTPHeaders()
}

/// Makes a head out of its lines. Interim answers (1xx) are passed over, and so are the trailers behind a body.
struct HeadReader {
  private var head = HTTPHead()
  /// Whether the final answer's last line came.
  private(set) var isComplete = false

  private var bytesLeft = HeadReader.limit

  /// How many bytes heads may have, interim ones and trailers with them. Servers send some kilobytes; lines without
  /// end keep a connection busy, so that it never counts as stalled.
  static let limit = 256 << 10

  /// Why a head is none.
  enum Refusal: Error {
    /// A second final answer to one request.
    case repeated
    /// It has more bytes than are taken.
    case tooLarge
  }

  /// Takes a line with its end; gives the head with its last one.
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
