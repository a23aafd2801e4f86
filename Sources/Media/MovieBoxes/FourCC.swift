/// The four-character type of a box (ISO/IEC 14496-12, section 4.2).
struct FourCC: Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  let rawValue: UInt32

  init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  init(stringLiteral value: StaticString) {
    rawValue = value.description.utf8.reduce(0) { $0 << 8 | UInt32($1) }
  }

  var description: String {
    String(
      (0..<4).map { index -> Character in
        let byte = UInt8(truncatingIfNeeded: rawValue >> (24 - 8 * UInt32(index)))
        return (0x20..<0x7F).contains(byte) ? Character(Unicode.Scalar(byte)) : "?"
      })
  }

  /// Whether all four bytes are printable, as in every registered type. Distinguishes boxes from arbitrary bytes.
  var isPlausible: Bool { !description.contains("?") }
}
