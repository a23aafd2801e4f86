import FoundationEssentials

/// The members of the objects of a JSON document. One that nobody understands, or that is there twice, may hide something.
enum JSONMembers {
  /// Reads a document, and throws if it has more members than the value that was read.
  ///
  /// - Throws: `DecodingError`.
  static func decode<Value: Codable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
    let value = try JSONDecoder().decode(type, from: Data(bytes))
    var (given, understood) = (Scanner(bytes), Scanner(Array(try JSONEncoder().encode(value))))
    try compare(given.value(), understood.value(), [])
    return value
  }

  /// Of a value only what members it has. A member that is `null` says nothing.
  fileprivate indirect enum Shape {
    case object([(name: String, value: Shape)])
    case list([Shape])
    case scalar
    case null
  }

  private static func compare(_ given: Shape, _ understood: Shape?, _ path: [any CodingKey]) throws {
    switch (given, understood) {
    case (.object(let members), .object(let known)):
      let known = Dictionary(known.map { ($0.name, $0.value) }) { first, _ in first }
      var seen = Set<String>()
      for (name, value) in members {
        let path = path + [Place(stringValue: name)]
        guard seen.insert(name).inserted else { throw fault("there twice", path) }
        if case .null = value { continue }
        guard let match = known[name] else { throw fault("unknown member", path) }
        try compare(value, match, path)
      }
    case (.list(let values), .list(let known)):
      for (index, value) in values.enumerated() where index < known.count {
        try compare(value, known[index], path + [Place(intValue: index)])
      }
    default: return
    }
  }

  private static func fault(_ words: String, _ path: [any CodingKey]) -> DecodingError {
    .dataCorrupted(.init(codingPath: path, debugDescription: words))
  }

  private struct Place: CodingKey {
    let stringValue: String
    let intValue: Int?
    init(stringValue: String) { (self.stringValue, intValue) = (stringValue, nil) }
    init(intValue: Int) { (stringValue, self.intValue) = ("\(intValue)", intValue) }
  }
}

/// Scans a document that a decoder has found to be valid (RFC 8259).
private struct Scanner {
  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8 { at < bytes.count ? bytes[at] : 0 }

  private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
    while at < bytes.count, isSkipped(bytes[at]) { at += 1 }
  }

  /// White space, and what separates values.
  private mutating func skipSpace() { skip { " \t\r\n,:".utf8.contains($0) } }

  mutating func value() -> JSONMembers.Shape {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"):
      var members: [(name: String, value: JSONMembers.Shape)] = []
      enclosed(by: UInt8(ascii: "}")) { members.append((name: $0.text(), value: $0.value())) }
      return .object(members)
    case UInt8(ascii: "["):
      var values: [JSONMembers.Shape] = []
      enclosed(by: UInt8(ascii: "]")) { values.append($0.value()) }
      return .list(values)
    case UInt8(ascii: "\""):
      _ = text()
      return .scalar
    default:
      let isNull = next == UInt8(ascii: "n")
      skip { !" \t\r\n,:]}".utf8.contains($0) }
      return isNull ? .null : .scalar
    }
  }

  private mutating func enclosed(by end: UInt8, _ take: (inout Scanner) -> Void) {
    at += 1
    skipSpace()
    while at < bytes.count, next != end {
      take(&self)
      skipSpace()
    }
    at += 1
  }

  private mutating func text() -> String {
    skipSpace()
    let start = at
    at += 1
    while at < bytes.count, next != UInt8(ascii: "\"") { at += next == UInt8(ascii: "\\") ? 2 : 1 }
    at += 1
    let literal = bytes[start..<min(at, bytes.count)]
    // Names with escapes are rare.
    guard literal.contains(UInt8(ascii: "\\")) else {
      return String(decoding: literal.dropFirst().dropLast(), as: UTF8.self)
    }
    return (try? JSONDecoder().decode(String.self, from: Data(literal))) ?? ""
  }
}
