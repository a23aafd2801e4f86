/// What reading cost so far.
public struct RangeCounters: Sendable, Equatable {
  /// Requests that were made.
  public var requests = 0
  /// Bytes that were received.
  public var received: UInt64 = 0
  /// Of these, bytes that had been received before.
  public var repeated: UInt64 = 0
}
