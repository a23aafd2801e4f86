/// The `Content-Range` field of a partial response: `bytes 0-99/1000` (RFC 9110, section 14.4).
public struct ContentRange: Sendable, Equatable {
  /// The offset of the first byte.
  public var first: UInt64
  /// The offset of the last byte.
  public var last: UInt64
  /// The complete length.
  public var size: UInt64

  /// Nil if the unit is not bytes, the complete length is unknown, or it is 2^48 or more, beyond any store's limit.
  public init?(_ value: String?) {
    guard let value, value.lowercased().hasPrefix("bytes ") else { return nil }
    let parts = value.dropFirst(6).split(omittingEmptySubsequences: false) { "-/".contains($0) }
    let numbers = parts.compactMap { UInt64($0) }
    guard parts.count == 3, numbers.count == 3 else { return nil }
    (first, last, size) = (numbers[0], numbers[1], numbers[2])
    guard first <= last, last < size, size < 1 << 48 else { return nil }
  }

  /// The range of a response; nil also if it contradicts `Content-Length`.
  public init?(_ headers: HTTPHeaders) {
    self.init(headers["Content-Range"])
    if let length = headers["Content-Length"], UInt64(length) != last - first + 1 { return nil }
  }
}
