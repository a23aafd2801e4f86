import FoundationEssentials

/// A JSON object (RFC 8259) of texts, numbers, flags and lists of texts and numbers, with the line of each member, which
/// Foundation's decoder does not tell. Deeper values are refused.
struct FlatJSON {
  enum Value: Equatable {
    /// A string, or a number as it is written.
    case text(String)
    case flag(Bool)
    case list([String])
  }

  struct Member: Equatable {
    var name: String
    var value: Value
    /// The line of the name, from 1.
    var line: Int
  }

  struct SyntaxError: Error {
    var line: Int
    var message: String
  }

  private var rest: ArraySlice<UInt8>
  private var line = 1

  /// The members of the object in their order.
  static func members(of bytes: [UInt8]) throws(SyntaxError) -> [Member] {
    var json = FlatJSON(rest: bytes[...])
    var members: [Member] = []
    try json.expect("{")
    if json.takes("}") == false {
      repeat {
        json.skipSpace()
        let line = json.line
        let name = try json.string()
        try json.expect(":")
        members.append(Member(name: name, value: try json.value(), line: line))
      } while json.takes(",")
      try json.expect("}")
    }
    json.skipSpace()
    guard json.rest.isEmpty else { throw json.error("there is something after the object") }
    return members
  }

  private mutating func value() throws(SyntaxError) -> Value {
    skipSpace()
    guard takes("[") else {
      for (word, flag) in [("true", true), ("false", false)] where rest.starts(with: word.utf8) {
        rest = rest.dropFirst(word.utf8.count)
        return .flag(flag)
      }
      return .text(try scalar())
    }
    var list: [String] = []
    if takes("]") { return .list([]) }
    repeat { list.append(try scalar()) } while takes(",")
    try expect("]")
    return .list(list)
  }

  /// A string, or a number as it is written.
  private mutating func scalar() throws(SyntaxError) -> String {
    skipSpace()
    guard rest.first != UInt8(ascii: "\"") else { return try string() }
    let number = rest.prefix { Self.digits.contains($0) }
    guard let text = String(validating: number, as: UTF8.self), Double(text) != nil else {
      throw error("a text in quotes, a number, true, false or a list of them is expected")
    }
    rest = rest.dropFirst(number.count)
    return text
  }

  private mutating func string() throws(SyntaxError) -> String {
    skipSpace()
    guard rest.first == UInt8(ascii: "\"") else { throw error("a name in quotes is expected") }
    var end = rest.index(after: rest.startIndex)
    while end < rest.endIndex, rest[end] != UInt8(ascii: "\"") {
      end += rest[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard end < rest.endIndex else { throw error("a text has no closing quote") }
    let literal = Data(rest[...end])
    guard let text = try? JSONDecoder().decode(String.self, from: literal) else {
      throw error("this is no JSON text")
    }
    rest = rest[rest.index(after: end)...]
    return text
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(SyntaxError) {
    guard takes(character) else { throw error("'\(character)' is expected") }
  }

  private mutating func takes(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard rest.first == UInt8(ascii: character) else { return false }
    rest = rest.dropFirst()
    return true
  }

  private mutating func skipSpace() {
    while let byte = rest.first, Self.space.contains(byte) {
      if byte == UInt8(ascii: "\n") { line += 1 }
      rest = rest.dropFirst()
    }
  }

  private func error(_ message: String) -> SyntaxError { SyntaxError(line: line, message: message) }

  private static let space = Set(" \t\r\n".utf8)
  private static let digits = Set("+-.0123456789eE".utf8)
}
