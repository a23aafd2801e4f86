import LambdaRuntime
import Synchronization

/// What was handed over, in its order.
final class Recorded<Value: Sendable>: Sendable {
  private let values = Mutex<[Value]>([])

  func add(_ value: Value) { values.withLock { $0.append(value) } }

  var all: [Value] { values.withLock { $0 } }
}

extension WallClock {
  /// A clock that stands still, and in which no wait ends but by cancelling.
  static func standing(at now: Int64) -> WallClock {
    WallClock(now: { now }, sleep: { _ in try await Task.sleep(for: .seconds(100_000)) })
  }
}

extension Log {
  /// A log that nobody reads.
  static let silent = Log(function: "test", clock: .standing(at: 0)) { _ in }
}
