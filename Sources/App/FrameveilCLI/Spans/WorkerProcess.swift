import Core
import Glibc
import Synchronization

/// A process of this program that runs one command line to its end. Waiting blocks the actor's own thread.
actor WorkerProcess {
  private let executor = ThreadExecutor(name: "frameveil-wait")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private enum State {
    case idle
    case running(pid_t)
    case over
  }
  private let state = Mutex(State.idle)

  /// Runs a command line; if the task is cancelled, the process gets SIGTERM.
  ///
  /// - Parameter log: the path of a file for what the process writes to standard error.
  /// - Throws: `WorkerFailure` with the exit code and the message of the process; `CancellationError`.
  func run(_ arguments: [String], log: String) async throws {
    try await withTaskCancellationHandler {
      try start(arguments, log)
      let status = wait()
      try Task.checkCancellation()
      guard status == 0 else { throw WorkerFailure(status: status, log: log) }
    } onCancel: {
      state.withLock { state in
        if case .running(let process) = state { kill(process, SIGTERM) } else { state = .over }
      }
    }
  }

  /// The lock is held across `posix_spawn`, so that a cancellation either prevents the start or knows the process.
  private func start(_ arguments: [String], _ log: String) throws {
    let status: Int32 = state.withLock { state in
      guard case .idle = state else { return 0 }
      var actions = posix_spawn_file_actions_t()
      posix_spawn_file_actions_init(&actions)
      defer { posix_spawn_file_actions_destroy(&actions) }
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      var words: [UnsafeMutablePointer<CChar>?] = (["frameveil"] + arguments).map { strdup($0) } + [nil]
      defer { for word in words { free(word) } }
      var process = pid_t()
      let status = withSpawnAttributes { attributes in
        posix_spawn(&process, "/proc/self/exe", &actions, attributes, &words, environ)
      }
      if status == 0 { state = .running(process) }
      return status
    }
    guard status == 0 else {
      throw UserError(
        .internalFailure, "worker", "cannot be started", detail: String(cString: strerror(status)))
    }
  }

  /// The wait status of the process; -1 if none was started.
  private nonisolated func wait() -> Int32 {
    guard case .running(let process) = state.withLock({ $0 }) else { return -1 }
    var information = siginfo_t()
    // WNOWAIT leaves the zombie, and it is reaped under the lock, so that a reused PID is never signalled.
    while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
    return state.withLock { state in
      state = .over
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0 && errno == EINTR {}
      return status
    }
  }
}

/// The failure of a worker: its exit code and its message.
struct WorkerFailure: Error, CustomStringConvertible {
  let code: ExitCode
  let description: String

  init(status: Int32, log: String) {
    let exited = status & 0x7F == 0
    code = exited ? ExitCode(rawValue: status >> 8 & 0xFF) : .internalFailure
    let bytes = (try? FileReader(argument: log).bytes(upTo: 1 << 20)) ?? []
    let prefix = "frameveil: "
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    let text = lines.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }.joined(
      separator: "; ")
    description =
      !text.isEmpty
      ? text
      : exited
        ? "a worker failed" : "a worker was ended by signal \(status & 0x7F), perhaps for lack of memory"
  }
}
