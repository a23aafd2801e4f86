import Dispatch
import Synchronization

/// Lets at most so many holders in at once, in the order in which they came: tasks, which wait without a thread, and
/// threads of one's own, which block.
///
/// If a holder never releases, those that wait do so until they are cancelled or the semaphore is closed.
public final class AsyncSemaphore: Sendable {
  private struct Waiter {
    var id: Int
    /// Called once, with whether it was let in.
    var resume: @Sendable (Bool) -> Void
  }
  private struct State {
    var free: Int
    var waiters: [Waiter] = []
    var nextID = 0
    var isClosed = false
  }
  private let state: Mutex<State>

  /// - Parameter limit: how many there may be at once, at least one.
  public init(limit: Int) {
    precondition(limit > 0, "a semaphore lets at least one in")
    state = Mutex(State(free: limit))
  }

  /// Lets a task in once there is room.
  ///
  /// - Throws: `CancellationError` where the task is cancelled first, or the semaphore is closed.
  public func acquire() async throws {
    try Task.checkCancellation()
    let id = nextID()
    let isIn = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        enter(Waiter(id: id) { continuation.resume(returning: $0) })
        // The handler may have run before there was anybody to turn away.
        if Task.isCancelled { turnAway(id) }
      }
    } onCancel: {
      turnAway(id)
    }
    guard isIn else { throw CancellationError() }
  }

  /// Lets the calling thread in once there is room. Only for a thread that may block.
  ///
  /// - Throws: `CancellationError` where the semaphore is closed.
  public func acquireBlocking() throws {
    let (answered, answer) = (DispatchSemaphore(value: 0), Answer())
    enter(
      Waiter(id: nextID()) {
        answer.isIn.withLock { [isIn = $0] in $0 = isIn }
        answered.signal()
      })
    answered.wait()
    guard answer.isIn.withLock({ $0 }) else { throw CancellationError() }
  }

  /// Makes room for another.
  public func release() {
    let next: Waiter? = state.withLock { state in
      guard !state.waiters.isEmpty else {
        state.free += 1
        return nil
      }
      return state.waiters.removeFirst()
    }
    next?.resume(true)
  }

  /// Turns away all who wait and all who come later.
  public func close() {
    let waiters = state.withLock { state in
      defer { state.waiters = [] }
      state.isClosed = true
      return state.waiters
    }
    for waiter in waiters { waiter.resume(false) }
  }

  private final class Answer: Sendable {
    let isIn = Mutex(false)
  }

  private func nextID() -> Int {
    state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
  }

  private func enter(_ waiter: Waiter) {
    let isIn: Bool? = state.withLock { state in
      if state.isClosed { return false }
      guard state.free > 0 else {
        state.waiters.append(waiter)
        return nil
      }
      state.free -= 1
      return true
    }
    if let isIn { waiter.resume(isIn) }
  }

  private func turnAway(_ id: Int) {
    let waiter: Waiter? = state.withLock { state in
      guard let place = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
      return state.waiters.remove(at: place)
    }
    waiter?.resume(false)
  }
}
