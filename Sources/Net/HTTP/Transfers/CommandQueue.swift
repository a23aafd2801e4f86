import CCurl
import Synchronization

/// The queue of commands from tasks to the transfer thread. It holds at most three commands per transfer: one start,
/// one end, and one resume, which is sent only after receiving was paused.
final class CommandQueue: Sendable {
  enum Command {
    case start(Transfer)
    /// Resume receiving: the reader emptied the buffer.
    case receive(Transfer)
    /// The response was cancelled or released.
    case end(Transfer)
  }

  private struct State {
    var commands: [Command] = []
    var isClosed = false
  }
  private let state = Mutex(State())
  // Owned by the thread. Used here only for curl_multi_wakeup, which is thread-safe.
  private nonisolated(unsafe) let multi: UnsafeMutableRawPointer

  init(waking multi: UnsafeMutableRawPointer) {
    self.multi = multi
  }

  /// Enqueues a command; no effect once closed.
  func post(_ command: Command) {
    state.withLock { state in
      guard !state.isClosed else { return }
      state.commands.append(command)
      // The thread takes all commands per wakeup.
      if state.commands.count == 1 { curl_multi_wakeup(multi) }
    }
  }

  /// Ends the thread.
  func close() {
    state.withLock { state in
      state.isClosed = true
      curl_multi_wakeup(multi)
    }
  }

  /// Takes all commands; nil once closed, after which the thread may free its handle.
  func take() -> [Command]? {
    state.withLock { state in
      guard !state.isClosed else { return nil }
      defer { state.commands = [] }
      return state.commands
    }
  }
}
