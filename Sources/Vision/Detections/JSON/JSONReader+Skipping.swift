// Most of a response is landmarks, poses and emotions, which are not needed. They are skipped at full speed,
// but still validated: a file that is invalid there was truncated or edited, and may lack boxes as well.
extension JSONReader {
  /// Skips the next value of any type, without allocation.
  mutating func skipValue() throws(DetectionError) {
    var open = OpenContainers()
    repeat {
      try skipScalarOrOpen(&open)
      try closeOrAdvance(&open)
    } while open.count > 0
  }

  /// Skips a scalar or an empty container, or enters a container up to its first value.
  @inline(__always)
  private mutating func skipScalarOrOpen(_ open: inout OpenContainers) throws(DetectionError) {
    repeat {
      guard let byte = try lookAhead() else { throw truncated() }
      switch byte {
      case UInt8(ascii: "\""): return try skipString()
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try skipNumber()
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard levels.count + open.count < Self.maximumDepth else { throw tooDeep() }
        source.index += 1
        let isObject = byte == UInt8(ascii: "{")
        open.push(isObject: isObject)
        // An empty container is closed like any other, by closeOrAdvance.
        if try lookAhead() == open.closing { return }
        if isObject { try skipKey() }
      default: return try skipLiteral()
      }
    } while true
  }

  /// After a value: leaves the containers that end here, and moves to the next value of the one that does
  /// not.
  @inline(__always)
  private mutating func closeOrAdvance(_ open: inout OpenContainers) throws(DetectionError) {
    while open.count > 0 {
      let byte = try lookAhead()
      if byte == open.closing {
        source.index += 1
        open.pop()
        continue
      }
      guard byte == UInt8(ascii: ",") else { throw try unexpected(expected: "a comma or the end") }
      source.index += 1
      if try lookAhead() == open.closing { throw trailingComma() }
      if open.isObject { try skipKey() }
      return
    }
  }

  private mutating func skipKey() throws(DetectionError) {
    guard try lookAhead() == UInt8(ascii: "\"") else { throw try unexpected(expected: "a key in quotes") }
    try skipString()
    try consumeColon()
  }

  /// Skips a string; its escapes are validated, its encoding is not.
  private mutating func skipString() throws(DetectionError) {
    source.index += 1
    while true {
      source.skipPlainCharacters()
      switch try source.peek() {
      case UInt8(ascii: "\"")?:
        source.index += 1
        return
      case UInt8(ascii: "\\")?: _ = try escape()
      case nil: throw truncated()
      // Either a new chunk starts inside the string, or the character is not allowed.
      case let byte?: guard isPlain(byte) else { throw controlCharacter(byte) }
      }
    }
  }
}

/// A stack of the types of nested containers, one bit each: 128 levels in two words.
struct OpenContainers {
  private var kinds: UInt128 = 0
  private(set) var count = 0

  var isObject: Bool { kinds & 1 == 1 }
  var closing: UInt8 { isObject ? UInt8(ascii: "}") : UInt8(ascii: "]") }

  mutating func push(isObject: Bool) {
    kinds = kinds << 1 | (isObject ? 1 : 0)
    count += 1
  }

  mutating func pop() {
    kinds >>= 1
    count -= 1
  }
}

extension JSONReader {
  /// Reads `null` if it comes next; returns false and leaves any other value unread.
  ///
  /// Rekognition omits absent members; tools that forward its responses may write them as null.
  mutating func skipNull() throws(DetectionError) -> Bool {
    guard try peekKind() == .null else { return false }
    try skipLiteral()
    return true
  }

  /// Skips `true`, `false` or `null`; throws for anything else.
  mutating func skipLiteral() throws(DetectionError) {
    switch try source.peek() {
    case UInt8(ascii: "t")?: try pass("true")
    case UInt8(ascii: "f")?: try pass("false")
    case UInt8(ascii: "n")?: try pass("null")
    default: throw try unexpected(expected: "a value")
    }
  }

  private mutating func pass(_ word: String) throws(DetectionError) {
    for byte in word.utf8 {
      guard let found = try source.peek() else { throw truncated() }
      guard found == byte else { throw syntaxError("expected \(word), found another word") }
      source.index += 1
    }
    if let byte = try source.peek(), isLetter(byte) || isDigit(byte) {
      throw syntaxError("expected \(word), found a longer word")
    }
  }
}
