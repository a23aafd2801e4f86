import Glibc

/// The wall clock and sleeping, as parameters. AWS Lambda gives deadlines in wall-clock time.
public struct WallClock: Sendable {
  /// Milliseconds since 1970 in UTC.
  public var now: @Sendable () -> Int64
  /// Sleeps for a number of seconds; throws `CancellationError` if the task is cancelled.
  public var sleep: @Sendable (Double) async throws -> Void

  public init(now: @escaping @Sendable () -> Int64, sleep: @escaping @Sendable (Double) async throws -> Void)
  {
    self.now = now
    self.sleep = sleep
  }

  public static let system = WallClock(
    now: {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    },
    sleep: { try await Task.sleep(for: .seconds($0)) })
}
