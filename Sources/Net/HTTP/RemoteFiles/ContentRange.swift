/// The field that says which bytes an answer holds: `bytes 0-99/1000` (RFC 9110, section 14.4).
public struct ContentRange: Sendable, Equatable {
  /// The first byte's offset.
  public var first: UInt64
  /// The last byte's.
  public var last: UInt64
  /// How many bytes the whole thing has.
  public var size: UInt64

  /// Nil for one that is not of bytes, or whose size is not told, or is larger than any store's things are.
  public init?(_ value: String?) {
    guard let value, value.lowercased().hasPrefix("bytes ") else { return nil }
    let parts = value.dropFirst(6).split(omittingEmptySubsequences: false) { "-/".contains($0) }
    let numbers = parts.compactMap { UInt64($0) }
    guard parts.count == 3, numbers.count == 3 else { return nil }
    (first, last, size) = (numbers[0], numbers[1], numbers[2])
    guard first <= last, last < size, size < 1 << 48 else { return nil }
  }

  /// What an answer says of its bytes; nil also where its length says otherwise.
  public init?(_ headers: HTTPHeaders) {
    self.init(headers["Content-Range"])
    if let length = headers["Content-Length"], UInt64(length) != last - first + 1 { return nil }
  }
}
