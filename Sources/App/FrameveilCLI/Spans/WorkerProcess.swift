import Core
import Glibc

/// A process of this program that runs one command line to its end. Waiting blocks the actor's own thread.
actor WorkerProcess {
  private let executor = ThreadExecutor(name: "frameveil-wait")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let process = ChildProcess()

  /// Runs a command line; if the task is cancelled, the process gets SIGTERM.
  ///
  /// - Parameter log: the path of a file for what the process writes to standard error.
  /// - Throws: `WorkerFailure` with the exit code and the message of the process; `CancellationError`.
  func run(_ arguments: [String], log: String) async throws {
    try await withTaskCancellationHandler {
      try start(arguments, log)
      let end = process.wait()
      try Task.checkCancellation()
      guard let end, end.status == 0 else { throw WorkerFailure(status: end?.status ?? -1, log: log) }
    } onCancel: {
      process.end(by: SIGTERM)
    }
  }

  private func start(_ arguments: [String], _ log: String) throws {
    let status = process.start("/proc/self/exe", ["frameveil"] + arguments) { files in
      posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
      posix_spawn_file_actions_addopen(&files, STDERR_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    guard status == 0 || status == ECANCELED else {
      throw UserError(
        .internalFailure, "worker", "cannot be started", detail: String(cString: strerror(status)))
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
