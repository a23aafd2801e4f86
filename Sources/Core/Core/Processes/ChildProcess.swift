public import Glibc
import Synchronization

/// One process that this program starts and waits for. Its methods may be called from any thread.
public final class ChildProcess: Sendable {
  private enum State {
    case idle
    /// What `kill` takes: the process, or its group as a negative number.
    case running(pid_t, target: pid_t)
    case over
  }
  private let state = Mutex(State.idle)

  /// How a process ended.
  public struct End: Sendable {
    /// The wait status: 0 after success.
    public var status: Int32
    /// The resources that it used.
    public var usage: rusage
  }

  public init() {}

  /// Starts a program, unless `end` was called before. The lock is held across `posix_spawn`, so that `end` either prevents
  /// the start or knows the process.
  ///
  /// - Parameters:
  ///   - program: a path, or a name that is searched in PATH.
  ///   - words: the arguments, the first of which is the program's name.
  ///   - ownGroup: whether it leads a process group of its own, all of which `end` signals.
  ///   - files: says what its descriptors are.
  /// - Returns: 0 or an `errno` value; `ECANCELED` after `end`.
  public func start(
    _ program: String, _ words: [String], ownGroup: Bool = false,
    _ files: (inout posix_spawn_file_actions_t) -> Void
  ) -> Int32 {
    state.withLock { state in
      guard case .idle = state else { return ECANCELED }
      var actions = posix_spawn_file_actions_t()
      posix_spawn_file_actions_init(&actions)
      defer { posix_spawn_file_actions_destroy(&actions) }
      files(&actions)
      var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
      defer { for argument in arguments { free(argument) } }
      var process = pid_t()
      let status = withSpawnAttributes(ownGroup: ownGroup) { attributes in
        posix_spawnp(&process, program, &actions, attributes, &arguments, environ)
      }
      if status == 0 { state = .running(process, target: ownGroup ? -process : process) }
      return status
    }
  }

  /// Waits for the process; nil if none was started. Blocks, without the lock.
  public func wait() -> End? {
    guard case .running(let process, _) = state.withLock({ $0 }) else { return nil }
    var information = siginfo_t()
    // WNOWAIT leaves the zombie, and it is reaped under the lock, so that `end` never signals a reused PID.
    while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) < 0 && errno == EINTR {}
    return state.withLock { state in
      state = .over
      var end = End(status: 0, usage: rusage())
      while wait4(process, &end.status, 0, &end.usage) < 0 && errno == EINTR {}
      return end
    }
  }

  /// Sends a signal to the process or its group; a process that was not started yet will not be.
  public func end(by signal: Int32) {
    state.withLock { state in
      if case .running(_, let target) = state { kill(target, signal) } else { state = .over }
    }
  }
}
