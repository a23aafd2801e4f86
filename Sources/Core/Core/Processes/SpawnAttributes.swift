public import Glibc

/// Calls `body` with attributes for `posix_spawn` under which the child has an empty signal mask and the default
/// disposition of SIGPIPE, whatever thread starts it.
///
/// Both are inherited otherwise. Dispatch's threads block almost all signals, so a child that one of them starts would
/// not end on SIGTERM, nor would its own children; and this program ignores SIGPIPE, which other programs expect.
///
/// - Parameter ownGroup: whether the child leads a process group of its own, which can be signalled as a whole.
public func withSpawnAttributes<Result>(
  ownGroup: Bool = false, _ body: (UnsafePointer<posix_spawnattr_t>) -> Result
) -> Result {
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  var signals = sigset_t()
  sigemptyset(&signals)
  posix_spawnattr_setsigmask(&attributes, &signals)
  sigaddset(&signals, SIGPIPE)
  posix_spawnattr_setsigdefault(&attributes, &signals)
  let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (ownGroup ? POSIX_SPAWN_SETPGROUP : 0)
  posix_spawnattr_setflags(&attributes, Int16(flags))
  return body(&attributes)
}
