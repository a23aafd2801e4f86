/// Reads the header of a box (ISO/IEC 14496-12, section 4.2) and the byte ranges that it describes.
struct BoxHeader {
  var type: FourCC
  var payload: Range<UInt64>
  /// Header and payload as declared; may reach past the end of the file.
  var whole: Range<UInt64>

  /// Parses the header at `offset` within a parent that ends at `end` (nil: unknown). Returns nil when the
  /// bytes there are not a box header.
  init?(at offset: UInt64, end: UInt64?, read: MovieIndex.Reader) {
    let bytes = read(offset, 16)
    guard let size32 = bytes.uint32(at: 0), let type = bytes.uint32(at: 4).map(FourCC.init(rawValue:)),
      type.isPlausible
    else { return nil }
    var size = UInt64(size32)
    var headerSize: UInt64 = 8
    if size32 == 1 {
      guard let large = bytes.number(at: 8, count: 8) else { return nil }
      (size, headerSize) = (large, 16)
    } else if size32 == 0 {
      size = (end ?? UInt64(Int64.max)) - offset
    }
    guard size >= headerSize, size <= UInt64(Int64.max) - offset else { return nil }
    self.type = type
    whole = offset..<offset + size
    payload = offset + headerSize..<offset + size
  }
}

/// Iterates over the sibling boxes of a range until the range ends, a header is invalid, or the budget of
/// boxes is exhausted.
struct BoxCursor {
  private var offset: UInt64
  private let end: UInt64

  init(_ range: Range<UInt64>) {
    (offset, end) = (range.lowerBound, range.upperBound)
  }

  mutating func next(_ read: MovieIndex.Reader, _ budget: inout Int) -> BoxHeader? {
    guard budget > 0, end - offset >= 8, let box = BoxHeader(at: offset, end: end, read: read),
      box.whole.upperBound <= end
    else { return nil }
    budget -= 1
    offset = box.whole.upperBound
    return box
  }
}

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

  /// Whether all four bytes are printable, as in every registered type. Distinguishes boxes from arbitrary
  /// bytes.
  var isPlausible: Bool { !description.contains("?") }
}

/// Reads big-endian numbers, as ISO/IEC 14496-12 stores them. Positions count from the start of the array.
extension [UInt8] {
  /// The unsigned number of `count` bytes at `position`, or nil when the array ends before it does.
  func number(at position: Int, count: Int) -> UInt64? {
    guard position >= 0, position + count <= self.count else { return nil }
    return self[position..<position + count].reduce(0) { $0 << 8 | UInt64($1) }
  }

  func uint32(at position: Int) -> UInt32? {
    number(at: position, count: 4).map(UInt32.init(truncatingIfNeeded:))
  }
}
