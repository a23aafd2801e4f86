import Core
import Glibc

/// Runs the `credential_process` of a profile. Error messages never quote the command line, which may contain
/// a secret.
public enum ShellCommand {
  /// Runs a command line with `/bin/sh -c` and returns its standard output. Its standard error is inherited.
  /// If the task is cancelled, the process group of the shell is killed.
  ///
  /// - Throws: `AWSSetupError` if the command cannot be started, fails, or writes more than 1 MiB;
  ///   `CancellationError`.
  public static func output(of line: String) async throws -> [UInt8] {
    let process = ChildProcess()
    let output = try await withTaskCancellationHandler {
      try await Runner().output(of: line, process)
    } onCancel: {
      process.end(by: SIGKILL)
    }
    try Task.checkCancellation()
    return try output.get()
  }

  /// Reading and `waitpid` block, so they run on a dedicated thread.
  private actor Runner {
    private let executor = ThreadExecutor(name: "aws-command")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    private static let limit = 1 << 20

    func output(of line: String, _ process: ChildProcess) throws -> Result<[UInt8], AWSSetupError> {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { return Self.cannotStart(errno) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      let status = process.start("/bin/sh", ["sh", "-c", line], ownGroup: true) { files in
        posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO)
      }
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
        process.end(by: SIGKILL)
        _ = process.wait()
        return .failure(
          AWSSetupError(.credentials, "credential_process wrote more than 1 MiB to standard output"))
      }
      guard process.wait()?.status == 0 else {
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
