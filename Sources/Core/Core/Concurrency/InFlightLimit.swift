import Synchronization

/// Limits how many operations are in flight. One task acquires; any thread releases.
public final class InFlightLimit: Sendable {
  private struct State {
    var current = 0
    var highest = 0
  }
  private let state = Mutex(State())
  private let released = AsyncEvent()
  /// The maximum number in flight.
  public let limit: Int

  public init(limit: Int) {
    self.limit = limit
  }

  /// The highest number in flight so far.
  public var highest: Int { state.withLock { $0.highest } }

  /// Acquires a slot, and suspends while there is none. Only one task at a time may call this.
  public func take() async throws {
    while true {
      try Task.checkCancellation()
      let isAcquired = state.withLock { state in
        guard state.current < limit else { return false }
        state.current += 1
        state.highest = max(state.highest, state.current)
        return true
      }
      if isAcquired { return }
      await released.wait()
    }
  }

  /// Releases a slot.
  public func release() {
    state.withLock { $0.current -= 1 }
    released.notify()
  }
}
