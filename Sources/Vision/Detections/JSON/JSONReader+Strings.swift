extension JSONReader {
  mutating func readString() throws(DetectionError) -> String {
    guard try peekKind() == .string else { throw try mismatch(expected: "a string") }
    return try stringBody()
  }

  /// Reads the string whose opening quote is at the cursor.
  mutating func stringBody() throws(DetectionError) -> String {
    source.index += 1
    let start = source.index
    source.skipPlainCharacters()
    // Nearly every string is inside one chunk and has no escape. Up to 15 bytes it needs no allocation
    // either.
    let end = source.index
    if end < source.chunk.count, source.chunk[end] == UInt8(ascii: "\"") {
      source.index += 1
      return try decoded(source.chunk.span.extracting(start..<end))
    }
    scratch.removeAll(keepingCapacity: true)
    scratch.append(contentsOf: source.chunk[start..<end])
    return try restOfString()
  }

  /// Reads the rest of a string, up to the closing quote, after the content of `scratch`.
  private mutating func restOfString() throws(DetectionError) -> String {
    while let byte = try source.peek() {
      switch byte {
      case UInt8(ascii: "\""):
        source.index += 1
        return try decoded(scratch.span)
      case UInt8(ascii: "\\"):
        guard scratch.count < Self.longestText else { throw tooLong() }
        try appendEscape()
      default:
        guard isPlain(byte) else { throw controlCharacter(byte) }
        guard scratch.count < Self.longestText else { throw tooLong() }
        scratch.append(byte)
        source.index += 1
      }
    }
    throw truncated()
  }

  private func decoded(_ bytes: Span<UInt8>) throws(DetectionError) -> String {
    guard let text = try? UTF8Span(validating: bytes) else { throw notUTF8() }
    return String(copying: text)
  }

  private mutating func appendEscape() throws(DetectionError) {
    var unit = UInt32(try escape())
    if unit & 0xFC00 == 0xD800, try source.peek() == UInt8(ascii: "\\") {
      let low = UInt32(try escape())
      guard low & 0xFC00 == 0xDC00 else { throw loneSurrogate() }
      unit = 0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF)
    }
    guard let scalar = Unicode.Scalar(unit) else { throw loneSurrogate() }
    scratch.append(contentsOf: UTF8.encode(scalar) ?? .init())
  }

  /// Reads the escape at the cursor; returns its UTF-16 code unit.
  mutating func escape() throws(DetectionError) -> UInt16 {
    source.index += 1
    guard let byte = try source.peek() else { throw truncated() }
    source.index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UInt16(byte)
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "f"): return 0x0C
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "r"): return 0x0D
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "u"): return try hexadecimal()
    default: throw badEscape()
    }
  }

  private mutating func hexadecimal() throws(DetectionError) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = try source.peek() else { throw truncated() }
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { throw badEscape() }
      unit = unit << 4 | UInt16(digit)
      source.index += 1
    }
    return unit
  }

  /// Skips a byte order mark, which RFC 8259 allows a parser to ignore, and rejects UTF-16.
  mutating func skipByteOrderMark() throws(DetectionError) {
    let first = try source.peek()
    // UTF-16 starts with its byte order mark, or has a zero byte beside an ASCII character.
    guard first != 0xFE, first != 0xFF, first != 0 else { throw notUTF8() }
    guard first == 0xEF else { return }
    for byte in [0xEF, 0xBB, 0xBF] as [UInt8] {
      guard try source.peek() == byte else { throw notUTF8() }
      source.index += 1
    }
  }
}
