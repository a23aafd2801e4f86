import Synchronization

/// Wakes one waiting task from any thread.
///
/// A library's callback only rings; the task that waits then fetches what there is. A ring while nobody
/// waits is kept, and many are kept as one, so a waiter must look again before it waits again. One task may
/// wait at a time. A cancelled task is woken at once.
public final class AsyncEvent: Sendable {
  private enum State {
    case silent
    case rung
    case awaited(CheckedContinuation<Void, Never>)
  }
  private let state = Mutex(State.silent)

  /// Makes a bell that has not rung.
  public init() {}

  /// Wakes the waiter, or the next one.
  public func notify() {
    let waiter: CheckedContinuation<Void, Never>? = state.withLock { state in
      switch state {
      case .silent, .rung:
        state = .rung
        return nil
      case .awaited(let waiter):
        state = .silent
        return waiter
      }
    }
    waiter?.resume()
  }

  /// Returns when the bell has rung since the last wait, or when the task is cancelled.
  public func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isDue = state.withLock { state in
          switch state {
          case .silent:
            state = .awaited(continuation)
            return false
          case .rung:
            state = .silent
            return true
          case .awaited:
            preconditionFailure("two tasks wait for one bell")
          }
        }
        if isDue { continuation.resume() }
      }
    } onCancel: {
      notify()
    }
  }
}
