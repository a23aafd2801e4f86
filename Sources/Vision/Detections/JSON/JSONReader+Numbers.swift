extension JSONReader {
  /// Reads a number, rounded to the nearest Double. A value of another type, or a number too large for a
  /// Double, throws `code`.
  mutating func readNumber(as code: DetectionError.Code = .wrongType) throws(DetectionError) -> Double {
    guard try peekKind() == .number else { throw try mismatch(expected: "a number", code: code) }
    let text: String
    if let decimal = Decimal(in: source.chunk.span, from: source.index) {
      let start = source.index
      source.index = decimal.end
      if let value = decimal.exactValue { return value }
      text = String(decoding: source.chunk[start..<decimal.end], as: UTF8.self)
    } else {
      try passNumber()
      text = String(decoding: scratch, as: UTF8.self)
    }
    // Correctly rounded, but ten times slower: for numbers of 17 digits and for those with an exponent.
    guard let value = Double(text), value.isFinite else {
      throw DetectionError(code, "the number is too large", at: markedPosition, remedy: "correct the value")
    }
    return value
  }

  /// Skips the number at the cursor.
  @inline(__always)
  mutating func skipNumber() throws(DetectionError) {
    if let decimal = Decimal(in: source.chunk.span, from: source.index) {
      source.index = decimal.end
    } else {
      try passNumber()
    }
  }

  /// Validates the number at the cursor byte by byte and copies it to `scratch`: for numbers with an
  /// exponent, numbers that span two chunks, and invalid numbers.
  private mutating func passNumber() throws(DetectionError) {
    scratch.removeAll(keepingCapacity: true)
    if try source.peek() == UInt8(ascii: "-") { pass() }
    if try source.peek() == UInt8(ascii: "0") {
      pass()
    } else {
      try passDigits()
    }
    if try source.peek() == UInt8(ascii: ".") {
      pass()
      try passDigits()
    }
    if let byte = try source.peek(), byte | 0x20 == UInt8(ascii: "e") {
      pass()
      if let sign = try source.peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { pass() }
      try passDigits()
    }
    if let byte = try source.peek(), continuesNumber(byte) { throw try badNumber() }
  }

  private mutating func pass() {
    scratch.append(source.chunk[source.index])
    source.index += 1
  }

  private mutating func passDigits() throws(DetectionError) {
    guard let first = try source.peek(), isDigit(first) else { throw try badNumber() }
    while let byte = try source.peek(), isDigit(byte) {
      guard scratch.count < Self.longestText else { throw tooLong() }
      pass()
    }
  }
}

/// A number without exponent inside one chunk, as nearly all are.
private struct Decimal {
  /// The index after the last byte.
  let end: Int
  private let isNegative: Bool
  private var digits: UInt64 = 0
  private let digitCount: Int
  private let fractionDigits: Int

  /// Parses the number at `start`; nil if it has another form, is invalid, or may continue in the next chunk.
  @inline(__always)
  init?(in bytes: Span<UInt8>, from start: Int) {
    isNegative = bytes[start] == UInt8(ascii: "-")
    let first = isNegative ? start + 1 : start
    var cursor = Self.take(&digits, in: bytes, from: first)
    guard cursor > first, cursor == first + 1 || bytes[first] != UInt8(ascii: "0") else { return nil }
    let wholeDigits = cursor - first
    if cursor < bytes.count, bytes[cursor] == UInt8(ascii: ".") {
      let point = cursor
      cursor = Self.take(&digits, in: bytes, from: point + 1)
      fractionDigits = cursor - point - 1
      guard fractionDigits > 0 else { return nil }
    } else {
      fractionDigits = 0
    }
    guard cursor < bytes.count, !continuesNumber(bytes[cursor]) else { return nil }
    digitCount = wholeDigits + fractionDigits
    end = cursor
  }

  @inline(__always)
  private static func take(_ digits: inout UInt64, in bytes: Span<UInt8>, from start: Int) -> Int {
    var cursor = start
    while cursor < bytes.count, isDigit(bytes[cursor]) {
      digits = digits &* 10 &+ UInt64(bytes[cursor] &- UInt8(ascii: "0"))
      cursor &+= 1
    }
    return cursor
  }

  /// The value, if digits and power of ten are both exact as Doubles: then one division is correctly rounded
  /// (W. D. Clinger, "How to Read Floating Point Numbers Accurately", 1990).
  var exactValue: Double? {
    // 19 digits always fit 64 bits.
    guard digitCount <= 19, digits <= 1 << 53 else { return nil }
    let magnitude = Double(digits) / Self.powersOfTen[fractionDigits]
    return isNegative ? -magnitude : magnitude
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19,
  ]
}

/// Whether a byte cannot follow a number: "01", "1.2.3" and "5x" are invalid.
@inline(__always)
private func continuesNumber(_ byte: UInt8) -> Bool {
  isDigit(byte) || isLetter(byte) || byte == UInt8(ascii: ".")
}

@inline(__always)
func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
