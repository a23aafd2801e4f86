import Channels
import Glibc

/// Runs a profile's `credential_process`.
public enum ShellCommand {
  /// What a command line writes, run by the shell. What it complains goes where this program's complaints go.
  ///
  /// - Throws: `AWSSetupError` where it cannot be started, fails, or writes more than 1 MiB.
  public static func output(of line: String) async throws -> [UInt8] {
    try await Runner().output(of: line)
  }

  /// Waiting for a program blocks, so it has a thread.
  private actor Runner {
    private let executor = ThreadExecutor(name: "aws-command")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    private static let limit = 1 << 20
    /// The line itself may hold a secret.
    private let name = "the program of credential_process"

    func output(of line: String) throws(AWSSetupError) -> [UInt8] {
      guard let stream = popen(line, "re") else {
        throw AWSSetupError(.credentials, "\(name) cannot be started: \(String(cString: strerror(errno)))")
      }
      var bytes = [UInt8](repeating: 0, count: Self.limit + 1)
      let count = fread(&bytes, 1, bytes.count, stream)
      let status = pclose(stream)
      guard count <= Self.limit else { throw AWSSetupError(.credentials, "\(name) writes more than 1 MiB") }
      guard status == 0 else {
        throw AWSSetupError(.credentials, "\(name) failed; run it by hand to see why")
      }
      return Array(bytes.prefix(count))
    }
  }
}
