import Synchronization

/// An auto-reset event: any thread wakes one waiting task.
///
/// A library's callback only notifies; the task that waits then pulls the data. A notification without a waiter is
/// stored, and several are coalesced into one, so the waiter must check its condition before each wait. Only one task
/// may wait at a time. Cancellation of the task wakes it.
public final class AsyncEvent: Sendable {
  private enum State {
    case idle
    case notified
    case waiting(CheckedContinuation<Void, Never>)
  }
  private let state = Mutex(State.idle)

  public init() {}

  /// Wakes the waiting task, or the next one to wait.
  public func notify() {
    let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
      switch state {
      case .idle, .notified:
        state = .notified
        return nil
      case .waiting(let waiter):
        state = .idle
        return waiter
      }
    }
    waiter?.resume()
  }

  /// Returns once `notify` has been called since the last wait, or when the task is cancelled.
  public func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isNotified = state.withLock { state in
          switch state {
          case .idle:
            state = .waiting(continuation)
            return false
          case .notified:
            state = .idle
            return true
          case .waiting:
            preconditionFailure("only one task at a time may wait for an AsyncEvent")
          }
        }
        if isNotified { continuation.resume() }
      }
    } onCancel: {
      notify()
    }
  }
}
