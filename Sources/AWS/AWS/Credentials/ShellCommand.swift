import Core
import Glibc
import Synchronization

/// Runs the `credential_process` of a profile. Error messages never quote the command line, which may contain
/// a secret.
public enum ShellCommand {
  /// Runs a command line with `/bin/sh -c` and returns its standard output. Its standard error is inherited.
  /// If the task is cancelled, the process group of the shell is killed.
  ///
  /// - Throws: `AWSSetupError` if the command cannot be started, fails, or writes more than 1 MiB;
  ///   `CancellationError`.
  public static func output(of line: String) async throws -> [UInt8] {
    let process = RunningShell()
    let output = try await withTaskCancellationHandler {
      try await Runner().output(of: line, process)
    } onCancel: {
      process.end()
    }
    try Task.checkCancellation()
    return try output.get()
  }

  /// Reading and `waitpid` block, so they run on a dedicated thread.
  private actor Runner {
    private let executor = ThreadExecutor(name: "aws-command")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    private static let limit = 1 << 20

    func output(of line: String, _ process: RunningShell) throws -> Result<[UInt8], AWSSetupError> {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { return Self.cannotStart(errno) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      let status = process.start(line, writingTo: ends[1])
      close(ends[1])
      defer { close(ends[0]) }
      guard status == 0 else { return Self.cannotStart(status) }
      var bytes: [UInt8] = []
      var block = [UInt8](repeating: 0, count: 64 << 10)
      while bytes.count <= Self.limit {
        let count = read(ends[0], &block, block.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { break }
        bytes += block.prefix(count)
      }
      guard bytes.count <= Self.limit else {
        process.end()
        _ = process.wait()
        return .failure(
          AWSSetupError(.credentials, "credential_process wrote more than 1 MiB to standard output"))
      }
      guard process.wait() == 0 else {
        return .failure(
          AWSSetupError(.credentials, "credential_process failed; run it in a shell to see why"))
      }
      return .success(bytes)
    }

    private static func cannotStart(_ code: Int32) -> Result<[UInt8], AWSSetupError> {
      .failure(
        AWSSetupError(
          .credentials, "credential_process cannot be started: \(String(cString: strerror(code)))"))
    }
  }
}

/// A shell in a process group of its own.
private final class RunningShell: Sendable {
  private enum State {
    case idle
    case running(pid_t)
    case over
  }
  private let state = Mutex(State.idle)

  /// Starts the shell, unless `end()` was called before. Returns 0 or an `errno` value. The lock is held across
  /// `posix_spawn`, so that `end()` either prevents the start or knows the process.
  func start(_ line: String, writingTo descriptor: Int32) -> Int32 {
    state.withLock { state in
      guard case .idle = state else { return ECANCELED }
      var actions = posix_spawn_file_actions_t()
      posix_spawn_file_actions_init(&actions)
      defer { posix_spawn_file_actions_destroy(&actions) }
      posix_spawn_file_actions_adddup2(&actions, descriptor, STDOUT_FILENO)
      let arguments: [String] = ["sh", "-c", line]
      var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
      defer { for word in words { free(word) } }
      var process = pid_t()
      let status = withSpawnAttributes(ownGroup: true) { attributes in
        posix_spawn(&process, "/bin/sh", &actions, attributes, &words, environ)
      }
      if status == 0 { state = .running(process) }
      return status
    }
  }

  /// Waits for the shell and returns its wait status. Blocks, on the runner's thread and without the lock; `waitpid`
  /// under the lock finds a process that has ended.
  func wait() -> Int32 {
    guard case .running(let process) = state.withLock({ $0 }) else { return -1 }
    var information = siginfo_t()
    // WNOWAIT leaves the zombie, and it is reaped under the lock, so that `end()` never signals a reused PID.
    while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
    return state.withLock { state in
      state = .over
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0 && errno == EINTR {}
      return status
    }
  }

  func end() {
    state.withLock { state in
      if case .running(let process) = state { kill(-process, SIGKILL) } else { state = .over }
    }
  }
}
