import Glibc

/// The time of day and waiting, as a parameter: AWS Lambda tells deadlines in it.
public struct WallClock: Sendable {
  /// Milliseconds since 1970 in UTC.
  public var now: @Sendable () -> Int64
  /// Waits so many seconds, or throws `CancellationError`.
  public var sleep: @Sendable (Double) async throws -> Void

  /// Takes both.
  public init(now: @escaping @Sendable () -> Int64, sleep: @escaping @Sendable (Double) async throws -> Void)
  {
    self.now = now
    self.sleep = sleep
  }

  /// The system's.
  public static let system = WallClock(
    now: {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    },
    sleep: { try await Task.sleep(for: .seconds($0)) })
}
