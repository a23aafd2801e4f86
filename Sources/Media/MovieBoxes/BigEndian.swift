/// Big-endian numbers in bytes, as ISO/IEC 14496-12 stores them. Positions count from the start of the array.
extension [UInt8] {
  /// The unsigned number of `count` bytes at `position`, or nil when the array ends before it does.
  func number(at position: Int, count: Int) -> UInt64? {
    guard position >= 0, position + count <= self.count else { return nil }
    return self[position..<position + count].reduce(0) { $0 << 8 | UInt64($1) }
  }

  func uint32(at position: Int) -> UInt32? {
    number(at: position, count: 4).map(UInt32.init(truncatingIfNeeded:))
  }

  /// Appends the low `count` bytes of a number.
  mutating func append(number: UInt64, count: Int) {
    for index in (0..<count).reversed() { append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(index)))) }
  }

  mutating func set(number: UInt64, at position: Int, count: Int) {
    for index in 0..<count {
      self[position + index] = UInt8(truncatingIfNeeded: number >> (8 * UInt64(count - 1 - index)))
    }
  }
}
