import CCurl
import CSystem
import Glibc
import Synchronization

/// The event loop of a client: one thread that runs all transfers. Its state is confined to the thread; tasks
/// communicate through the `CommandQueue` and the shared state of a `Transfer`.
final class TransferThread {
  private let commandQueue: CommandQueue
  private let options: HTTPOptions
  private let multi: UnsafeMutableRawPointer
  /// Shares TLS sessions, so that further connections to a host resume them. It has no lock functions: all handles that
  /// use it belong to this thread.
  private let share: UnsafeMutableRawPointer?
  private var running: [ObjectIdentifier: RunningTransfer] = [:]

  /// The size of the connection cache.
  private static let idleConnections = 16
  /// The longest sleep without transfers, in milliseconds; commands wake the thread.
  private static let longestSleep = 3_600_000.0

  /// Starts a thread. It ends when its queue is closed.
  static func start(_ options: HTTPOptions) throws(HTTPError) -> CommandQueue {
    guard let multi = curl_multi_init() else {
      throw HTTPError(.internalFailure, "curl_multi_init failed: out of memory")
    }
    fv_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, idleConnections)
    let commandQueue = CommandQueue(waking: multi)
    // The thread takes over this reference and releases it when it ends; that frees the handles.
    let carrier = Unmanaged.passRetained(TransferThread(commandQueue, options, multi))
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<TransferThread>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, carrier.toOpaque())
    guard status == 0 else {
      carrier.release()
      throw HTTPError(.internalFailure, "cannot create a thread", detail: String(cString: strerror(status)))
    }
    fv_name_thread(thread, "frameveil-http")
    pthread_detach(thread)
    return commandQueue
  }

  private init(_ commandQueue: CommandQueue, _ options: HTTPOptions, _ multi: UnsafeMutableRawPointer) {
    (self.commandQueue, self.options, self.multi) = (commandQueue, options, multi)
    share = curl_share_init()
    fv_curl_share(share, CURL_LOCK_DATA_SSL_SESSION)
  }

  deinit {
    for transfer in running.values { curl_multi_remove_handle(multi, transfer.easy) }
    running = [:]
    curl_multi_cleanup(multi)
    curl_share_cleanup(share)
  }

  /// Blocks in `curl_multi_poll`, which returns for a socket, a deadline or a command.
  private func run() {
    Self.ignoreBrokenPipes()
    while let commands = commandQueue.take() {
      for command in commands { handle(command) }
      var count: Int32 = 0
      curl_multi_perform(multi, &count)
      endFinished()
      let deadline = serviceTransfers(now: Self.now)
      let sleep = min(Self.longestSleep, max(0, (deadline - Self.now) * 1000).rounded(.up))
      curl_multi_poll(multi, nil, 0, Int32(sleep), nil)
    }
  }

  private func handle(_ command: CommandQueue.Command) {
    switch command {
    case .start(let transfer): start(transfer)
    case .receive(let transfer): running[ObjectIdentifier(transfer)]?.receive()
    case .end(let transfer): remove(transfer)
    }
  }

  private func start(_ transfer: Transfer) {
    do {
      let started = try RunningTransfer(transfer, options, share: share)
      running[ObjectIdentifier(transfer)] = started
      curl_multi_add_handle(multi, started.easy)
    } catch {
      transfer.end(error)
    }
  }

  private func remove(_ transfer: Transfer) {
    guard let removed = running.removeValue(forKey: ObjectIdentifier(transfer)) else { return }
    curl_multi_remove_handle(multi, removed.easy)
  }

  private func endFinished() {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else { continue }
      let finished = RunningTransfer.of(easy)
      let error = finished.error(message.pointee.data.result)
      remove(finished.transfer)
      finished.transfer.end(error)
    }
  }

  /// Notifies readers of new data, ends stalled transfers, and returns the next stall deadline.
  private func serviceTransfers(now: Double) -> Double {
    var deadline = Double.infinity
    for transfer in running.values {
      transfer.notifyReader()
      if let error = transfer.stalled(now: now) {
        remove(transfer.transfer)
        transfer.transfer.end(error)
      } else {
        deadline = min(deadline, transfer.deadline)
      }
    }
    return deadline
  }

  /// Seconds of the monotonic clock.
  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Blocks SIGPIPE: a connection closed by the peer is an error of its transfer.
  private static func ignoreBrokenPipes() {
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }
}

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
  // Owned by the thread. Used here only for curl_multi_wakeup, which is thread-safe and does not block. It is called
  // under the lock: the thread frees the handle only after `take` has returned nil, for which it needs the lock too.
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
