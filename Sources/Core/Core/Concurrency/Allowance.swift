import Synchronization

/// Counts things that are under way and makes one task wait while there are `limit` of them.
public final class Allowance: Sendable {
  private struct State {
    var current = 0
    var highest = 0
  }
  private let state = Mutex(State())
  private let returned = AsyncEvent()
  /// How many there may be.
  public let limit: Int

  /// Makes an allowance with nothing under way.
  public init(limit: Int) {
    self.limit = limit
  }

  /// The most that were ever under way at once.
  public var highest: Int { state.withLock { $0.highest } }

  /// Takes one; waits while there are too many. One task takes.
  public func take() async throws {
    while true {
      try Task.checkCancellation()
      let isTaken = state.withLock { state in
        guard state.current < limit else { return false }
        state.current += 1
        state.highest = max(state.highest, state.current)
        return true
      }
      if isTaken { return }
      await returned.wait()
    }
  }

  /// Gives one back.
  public func giveBack() {
    state.withLock { $0.current -= 1 }
    returned.notify()
  }
}
