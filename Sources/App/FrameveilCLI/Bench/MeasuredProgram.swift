import Core
import Glibc

/// Runs another program to completion and measures its resource usage.
enum MeasuredProgram {
  struct Run: Sendable {
    var wallSeconds: Double
    var usage: ResourceUsage
  }

  /// Runs `arguments` (the program first, searched in PATH) with standard input and output on /dev/null. Blocks the caller's
  /// thread: `bench` has no other work while a command runs, and both must not run at once.
  ///
  /// - Throws: `UserError` if the program cannot be started or does not exit with 0.
  static func run(_ arguments: [String]) throws -> Run {
    let process = ChildProcess()
    let clock = ContinuousClock()
    let start = clock.now
    let status = process.start(arguments[0], arguments) { files in
      posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    }
    guard status == 0, let end = process.wait() else {
      throw UserError(
        .configuration, arguments[0], "cannot be started", remedy: "install it (package gstreamer1.0-tools)",
        detail: String(cString: strerror(status)))
    }
    guard end.status == 0 else {
      throw UserError(
        .internalFailure, arguments.joined(separator: " "), "failed (wait status \(end.status))")
    }
    return Run(wallSeconds: (clock.now - start) / .seconds(1), usage: ResourceUsage(end.usage))
  }
}
