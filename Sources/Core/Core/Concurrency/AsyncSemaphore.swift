import Dispatch
import Synchronization

/// A fair (FIFO) counting semaphore for tasks, which suspend, and for threads, which block.
///
/// Waiters acquire in the order in which they asked. If a holder never releases, they wait until they are cancelled or
/// the semaphore is closed. The number of waiters has no bound of its own: the caller bounds how many ask.
public final class AsyncSemaphore: Sendable {
  private struct Waiter {
    var id: Int
    /// Called once: true if acquired, false if cancelled or closed.
    var resume: @Sendable (Bool) -> Void
  }
  private struct State {
    var inUse = 0
    var highestInUse = 0
    var waiters: [Waiter] = []
    var nextID = 0
    var isClosed = false
  }
  private let state = Mutex(State())
  private let limit: Int

  /// - Parameter limit: the maximum number of holders, at least one.
  public init(limit: Int) {
    precondition(limit > 0, "limit must be at least 1")
    self.limit = limit
  }

  /// The highest number of permits in use at once so far.
  public var highestInUse: Int { state.withLock { $0.highestInUse } }

  /// Runs `work` with a permit.
  ///
  /// - Throws: `CancellationError` as `acquire` does, the errors of `work`.
  public func withPermit<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
    try await acquire()
    defer { release() }
    // The permit may have been handed over just before the cancellation.
    try Task.checkCancellation()
    return try await work()
  }

  /// Acquires a permit, and suspends while there is none.
  ///
  /// - Throws: `CancellationError` if the task is cancelled first or the semaphore is closed.
  public func acquire() async throws {
    try Task.checkCancellation()
    let id = nextID()
    let isAcquired = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        enqueue(Waiter(id: id) { continuation.resume(returning: $0) })
        // The cancellation handler may have run before the waiter was enqueued.
        if Task.isCancelled { cancelWaiter(id) }
      }
    } onCancel: {
      cancelWaiter(id)
    }
    guard isAcquired else { throw CancellationError() }
  }

  /// Acquires a permit, and blocks the calling thread while there is none.
  ///
  /// Not on a thread of Swift's cooperative pool: the tasks that release permits need those threads. A library's own
  /// threads, such as a muxer's, can block, until `release` or `close` is called.
  ///
  /// - Throws: `CancellationError` if the semaphore is closed.
  public func acquireBlocking() throws {
    // The waiter retains both: the releasing thread may still be in `signal` when this one returns.
    let (finished, outcome) = (DispatchSemaphore(value: 0), Outcome())
    enqueue(
      Waiter(id: nextID()) {
        outcome.isAcquired.withLock { [isAcquired = $0] in $0 = isAcquired }
        finished.signal()
      })
    finished.wait()
    guard outcome.isAcquired.withLock({ $0 }) else { throw CancellationError() }
  }

  /// Returns a permit, or hands it to the first waiter.
  public func release() {
    let next: Waiter? = state.withLock { state in
      guard !state.waiters.isEmpty else {
        state.inUse -= 1
        return nil
      }
      return state.waiters.removeFirst()
    }
    next?.resume(true)
  }

  /// Fails all waiters and all later calls with `CancellationError`.
  public func close() {
    let waiters = state.withLock { state in
      defer { state.waiters = [] }
      state.isClosed = true
      return state.waiters
    }
    for waiter in waiters { waiter.resume(false) }
  }

  private final class Outcome: Sendable {
    let isAcquired = Mutex(false)
  }

  private func nextID() -> Int {
    state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
  }

  private func enqueue(_ waiter: Waiter) {
    let isAcquired: Bool? = state.withLock { state in
      if state.isClosed { return false }
      guard state.inUse < limit else {
        state.waiters.append(waiter)
        return nil
      }
      state.inUse += 1
      state.highestInUse = max(state.highestInUse, state.inUse)
      return true
    }
    if let isAcquired { waiter.resume(isAcquired) }
  }

  private func cancelWaiter(_ id: Int) {
    let waiter: Waiter? = state.withLock { state in
      guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return nil }
      return state.waiters.remove(at: index)
    }
    waiter?.resume(false)
  }
}
