extension JSONReader {
  /// Reads `null` where it comes next; false leaves another value unread.
  ///
  /// Rekognition leaves absent members out; tools that pass its answers on may write them as null.
  mutating func skipNull() throws(DetectionError) -> Bool {
    guard try peekKind() == .null else { return false }
    try skipLiteral()
    return true
  }

  /// Passes over `true`, `false` or `null`, or says what stands there instead.
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
