/// Large arrays of bytes. They are generated and compared here because this target is optimized and tests are not: a
/// closure for each of a million bytes takes them half a second.
public enum ByteArrays {
  /// The numbers 0, 1, 2 … as 4-byte big-endian integers, from a byte on.
  public static func numbers(_ count: Int, from start: Int = 0) -> [UInt8] {
    let words = (UInt32(start / 4)..<UInt32((start + count + 3) / 4)).map(\.bigEndian)
    return words.withUnsafeBytes { [UInt8]($0.dropFirst(start % 4).prefix(count)) }
  }

  /// Bytes without a short period, always the same.
  public static func mixed(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: ($0 &* 2_654_435_761) >> 13) }
  }

  /// Whether a text occurs in the bytes.
  public static func contain(_ text: String, in bytes: [UInt8]) -> Bool {
    let wanted = Array(text.utf8)
    return bytes.indices.dropLast(max(0, wanted.count - 1)).contains { bytes[$0...].starts(with: wanted) }
  }

  public static func areEqual(_ one: [UInt8], _ other: [UInt8]) -> Bool { one == other }

  /// The offsets of the first and the last byte that differ in two slices of one length; nil if they are equal.
  public static func differenceBounds(_ one: ArraySlice<UInt8>, _ other: ArraySlice<UInt8>)
    -> (first: Int, last: Int)?
  {
    let offsets = zip(one, other).enumerated().lazy.filter { $1.0 != $1.1 }.map(\.offset)
    guard let first = offsets.first(where: { _ in true }) else { return nil }
    return (first, offsets.reduce(first) { $1 })
  }
}
