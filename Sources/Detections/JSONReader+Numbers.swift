extension JSONReader {
  /// Reads a number, rounded to the nearest Double; another kind of value, or a number too large for a Double,
  /// is refused with `code`.
  mutating func readNumber(as code: DetectionError.Code = .wrongType) throws(DetectionError) -> Double {
    guard try peekKind() == .number else { throw try mismatch(expected: "a number", code: code) }
    var decimal = Decimal()
    scratch.removeAll(keepingCapacity: true)
    try passNumber { scratch, byte in
      scratch.append(byte)
      decimal.append(byte)
    }
    if let value = decimal.exactValue { return value }
    // Correctly rounded, but through a String: for the numbers of 17 digits and the rare exponents.
    guard let value = Double(String(decoding: scratch, as: UTF8.self)), value.isFinite else {
      throw DetectionError(
        code, "the number is too large", at: markedPlace, remedy: "correct the value")
    }
    return value
  }

  /// Passes over the number at the cursor.
  mutating func skipNumber() throws(DetectionError) {
    try passNumber { _, _ in }
  }

  /// Checks the number at the cursor against the grammar, giving each byte to `visit` with the scratch text.
  @inline(__always)
  private mutating func passNumber(
    visit: (inout [UInt8], UInt8) -> Void
  ) throws(DetectionError) {
    if try source.peek() == UInt8(ascii: "-") { pass(visit) }
    if try source.peek() == UInt8(ascii: "0") {
      pass(visit)
    } else if try !passDigits(visit) {
      throw try badNumber()
    }
    if try source.peek() == UInt8(ascii: ".") {
      pass(visit)
      guard try passDigits(visit) else { throw try badNumber() }
    }
    if let byte = try source.peek(), byte | 0x20 == UInt8(ascii: "e") {
      pass(visit)
      if let sign = try source.peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { pass(visit) }
      guard try passDigits(visit) else { throw try badNumber() }
    }
    // "01", "1.2.3" and "5x" stop in the middle of what looks like one word.
    if let byte = try source.peek(), isDigit(byte) || isLetter(byte) || byte == UInt8(ascii: ".") {
      throw try badNumber()
    }
  }

  @inline(__always)
  private mutating func pass(_ visit: (inout [UInt8], UInt8) -> Void) {
    visit(&scratch, source.chunk[source.index])
    source.index += 1
  }

  @inline(__always)
  private mutating func passDigits(_ visit: (inout [UInt8], UInt8) -> Void) throws(DetectionError) -> Bool {
    var passed = false
    while let byte = try source.peek(), isDigit(byte) {
      pass(visit)
      passed = true
    }
    return passed
  }
}

/// A decimal number as it is read, for as long as it can be turned into a Double by one exact operation.
private struct Decimal {
  private var digits: UInt64 = 0
  private var fractionDigits = 0
  private var isFraction = false
  private var isNegative = false
  private var isSimple = true

  mutating func append(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "-"): isNegative = true
    case UInt8(ascii: "."): isFraction = true
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      isSimple = isSimple && digits < 1 << 53
      digits = digits &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
      fractionDigits += isFraction ? 1 : 0
    default: isSimple = false
    }
  }

  /// The value, when digits and power of ten are both exact Doubles: then one division rounds correctly
  /// (W. D. Clinger, "How to Read Floating Point Numbers Accurately", 1990).
  var exactValue: Double? {
    guard isSimple, digits <= 1 << 53, fractionDigits < Self.powersOfTen.count else { return nil }
    let magnitude = Double(digits) / Self.powersOfTen[fractionDigits]
    return isNegative ? -magnitude : magnitude
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
  ]
}

/// Whether a byte is an ASCII letter.
func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- UInt8(ascii: "a") < 26 }
