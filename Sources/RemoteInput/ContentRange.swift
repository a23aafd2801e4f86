/// The field that says which bytes an answer holds: `bytes 0-99/1000` (RFC 9110, section 14.4).
struct ContentRange: Equatable {
  var first: UInt64
  var last: UInt64
  /// How many bytes the whole thing has.
  var size: UInt64

  /// Nil for one that is not of bytes, or whose size is not told.
  init?(_ value: String?) {
    guard let value, value.lowercased().hasPrefix("bytes ") else { return nil }
    let parts = value.dropFirst(6).split(omittingEmptySubsequences: false) { "-/".contains($0) }
    let numbers = parts.compactMap { UInt64($0) }
    guard parts.count == 3, numbers.count == 3 else { return nil }
    (first, last, size) = (numbers[0], numbers[1], numbers[2])
    // Larger than any object store's things.
    guard first <= last, last < size, size < 1 << 48 else { return nil }
  }
}
