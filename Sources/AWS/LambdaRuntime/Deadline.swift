import Glibc

/// The deadline of an invocation. AWS Lambda kills the process at this time without prior notice.
public struct Deadline: Sendable, Equatable {
  /// Milliseconds since 1970.
  public var milliseconds: Int64

  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// The seconds left at a time, which is given in milliseconds since 1970; negative after the deadline.
  public func seconds(from now: Int64) -> Double { (Double(milliseconds) - Double(now)) / 1000 }

  /// The part of the remaining time that is reserved for shutdown: aborting an incomplete upload and sending
  /// the response. A tenth, at most 5 s.
  public static func reserve(of seconds: Double) -> Double { min(5, max(0, seconds / 10)) }
}

/// Cancels a handler shortly before its deadline, so that it can clean up and report the reason. If Lambda
/// killed the process instead, incomplete uploads would remain and the error would have no cause.
struct DeadlineGuard: InvocationHandler {
  private let handler: any InvocationHandler

  init(_ handler: any InvocationHandler) {
    self.handler = handler
  }

  func handle(_ event: [UInt8], _ context: InvocationContext) async throws -> [UInt8] {
    let left = context.secondsLeft
    let wait = max(0, left - Deadline.reserve(of: left))
    return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
      group.addTask { try await handler.handle(event, context) }
      group.addTask {
        try await context.clock.sleep(wait)
        return nil
      }
      defer { group.cancelAll() }
      if let first = try await group.next(), let response = first { return response }
      group.cancelAll()
      var message =
        "the function did not finish within its \(Int(left.rounded())) s; raise its timeout, or its memory, "
        + "which also raises its CPU share"
      do {
        // A response that arrives despite the cancellation is used.
        if let last = try await group.next(), let response = last { return response }
      } catch {
        // CancellationError is expected here; any other error (such as a failed clean-up) belongs into the
        // message.
        if !(error is CancellationError) { message += "\n\(FunctionFailure(error).message)" }
      }
      throw FunctionFailure("OutOfTime", message)
    }
  }
}

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
