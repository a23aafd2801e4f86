/// The last bytes of a result on its way to a sink that cannot go back: a muxer that writes an element's size
/// when the element ends finds it here still.
struct HeldTail {
  /// Where the bytes begin.
  private(set) var start: UInt64 = 0
  private(set) var bytes: [UInt8] = []

  /// What is held at least, once so much has come: more than any index of a few hours.
  private static let least = 1 << 20

  /// Where the bytes end.
  var end: UInt64 { start + UInt64(bytes.count) }

  /// Takes what comes next; gives what is to be handed on, mostly nothing.
  mutating func add(_ more: UnsafeRawBufferPointer) -> [UInt8] {
    bytes += more
    return bytes.count < 2 * Self.least ? [] : release(bytes.count - Self.least)
  }

  /// Writes over bytes that are held; false when they are not.
  mutating func overwrite(_ range: Range<UInt64>, with new: UnsafeRawBufferPointer) -> Bool {
    guard start <= range.lowerBound, range.upperBound <= end else { return false }
    bytes.replaceSubrange(Int(range.lowerBound - start)..<Int(range.upperBound - start), with: new)
    return true
  }

  /// Gives the first so many bytes, or all.
  mutating func release(_ count: Int? = nil) -> [UInt8] {
    let released = Array(bytes.prefix(count ?? bytes.count))
    bytes.removeFirst(released.count)
    start += UInt64(released.count)
    return released
  }
}
