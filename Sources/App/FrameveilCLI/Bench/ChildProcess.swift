import Core
import Glibc
import Media

/// Runs another program to completion and measures its resource usage.
enum ChildProcess {
  struct Run: Sendable {
    var wallSeconds: Double
    var usage: ResourceUsage
  }

  /// Runs `arguments` (the program first, searched in PATH) with standard input and output on /dev/null.
  ///
  /// - Throws: `UserError` if the program cannot be started or does not exit with 0.
  static func run(_ arguments: [String]) throws -> Run {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    let clock = ContinuousClock()
    let start = clock.now
    var process = pid_t()
    let status = withSpawnAttributes { attributes in
      posix_spawnp(&process, arguments[0], &actions, attributes, &words, environ)
    }
    guard status == 0 else {
      throw UserError(
        .configuration, arguments[0], "cannot be started", remedy: "install it (package gstreamer1.0-tools)",
        detail: String(cString: strerror(status)))
    }
    var result: Int32 = 0
    var usage = rusage()
    while wait4(process, &result, 0, &usage) < 0 && errno == EINTR {}
    guard result == 0 else {
      throw UserError(
        .internalFailure, arguments.joined(separator: " "), "failed (wait status \(result))")
    }
    return Run(wallSeconds: (clock.now - start) / .seconds(1), usage: ResourceUsage(usage))
  }
}
