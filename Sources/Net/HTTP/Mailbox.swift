import CCurl
import Synchronization

/// What tasks tell the thread that carries transfers. At most three commands of a transfer wait: it starts
/// and ends once, and does not ask to go on before it has stood still.
final class Mailbox: Sendable {
  enum Command {
    case start(Transfer)
    /// The reader took what waited.
    case receive(Transfer)
    /// Nobody reads any more.
    case end(Transfer)
  }

  private struct State {
    var commands: [Command] = []
    var isClosed = false
  }
  private let state = Mutex(State())
  // The thread's; here only for the one call that libcurl allows from anywhere.
  private nonisolated(unsafe) let multi: UnsafeMutableRawPointer

  init(waking multi: UnsafeMutableRawPointer) {
    self.multi = multi
  }

  /// Hands a command to the thread; without effect once it is closed.
  func post(_ command: Command) {
    state.withLock { state in
      guard !state.isClosed else { return }
      state.commands.append(command)
      // One wakeup takes all that wait.
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

  /// The commands that wait; nil once it is closed, and then the thread may let its handle go.
  func take() -> [Command]? {
    state.withLock { state in
      guard !state.isClosed else { return nil }
      defer { state.commands = [] }
      return state.commands
    }
  }
}
