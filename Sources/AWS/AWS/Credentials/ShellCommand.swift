import Core
import Glibc
import Synchronization

/// Runs a profile's `credential_process`, whose line is in no message, since it may hold a secret.
public enum ShellCommand {
  /// What a command line writes, run by the shell. What it complains goes where this program's complaints go. It is
  /// ended, with all that it started, when the task is cancelled.
  ///
  /// - Throws: `AWSSetupError` where it cannot be started, fails, or writes more than 1 MiB; `CancellationError`.
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

  /// Waiting for a program blocks, so it has a thread.
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
        return .failure(AWSSetupError(.credentials, "the credential_process writes more than 1 MiB"))
      }
      guard process.wait() == 0 else {
        return .failure(
          AWSSetupError(.credentials, "the credential_process failed; run it by hand to see why"))
      }
      return .success(bytes)
    }

    private static func cannotStart(_ code: Int32) -> Result<[UInt8], AWSSetupError> {
      .failure(
        AWSSetupError(
          .credentials, "the credential_process cannot be started: \(String(cString: strerror(code)))"))
    }
  }
}

/// A shell and what it started, a process group of their own.
private final class RunningShell: Sendable {
  private enum State {
    case idle
    case running(pid_t)
    case over
  }
  private let state = Mutex(State.idle)

  /// Starts it, unless it was ended before; the system's error code, or 0.
  func start(_ line: String, writingTo descriptor: Int32) -> Int32 {
    state.withLock { state in
      guard case .idle = state else { return ECANCELED }
      var actions = posix_spawn_file_actions_t()
      posix_spawn_file_actions_init(&actions)
      defer { posix_spawn_file_actions_destroy(&actions) }
      posix_spawn_file_actions_adddup2(&actions, descriptor, STDOUT_FILENO)
      var attributes = posix_spawnattr_t()
      posix_spawnattr_init(&attributes)
      defer { posix_spawnattr_destroy(&attributes) }
      posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
      let arguments: [String] = ["sh", "-c", line]
      var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
      defer { for word in words { free(word) } }
      var process = pid_t()
      let status = posix_spawn(&process, "/bin/sh", &actions, &attributes, &words, environ)
      if status == 0 { state = .running(process) }
      return status
    }
  }

  /// Waits for the end; the system's status.
  func wait() -> Int32 {
    guard case .running(let process) = state.withLock({ $0 }) else { return -1 }
    var information = siginfo_t()
    // Looked at first and taken away under the lock, so that nobody else of this number is ever ended.
    while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
    return state.withLock { state in
      state = .over
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0 && errno == EINTR {}
      return status
    }
  }

  /// Ends it.
  func end() {
    state.withLock { state in
      if case .running(let process) = state { kill(-process, SIGKILL) } else { state = .over }
    }
  }
}
