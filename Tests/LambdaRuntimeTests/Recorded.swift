import LambdaRuntime
import Synchronization

/// A thread-safe list of recorded values.
final class Recorded<Value: Sendable>: Sendable {
  private let values = Mutex<[Value]>([])

  func add(_ value: Value) { values.withLock { $0.append(value) } }

  var all: [Value] { values.withLock { $0 } }
}

extension WallClock {
  /// A clock with a fixed time, whose sleeps end only by cancellation.
  static func standing(at now: Int64) -> WallClock {
    WallClock(now: { now }, sleep: { _ in try await Task.sleep(for: .seconds(100_000)) })
  }
}

extension Log {
  /// A log without output.
  static let silent = Log(function: "test", clock: .standing(at: 0)) { _ in }
}
