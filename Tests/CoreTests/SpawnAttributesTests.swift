import Core
import FrameveilTesting
import Glibc
import Testing

/// The signals of programs that are started.
@Suite(.blocking) struct SpawnAttributesTests {
  /// Dispatch's threads block almost all signals; a child that inherited that could not be ended with SIGTERM.
  @Test func `a child blocks and ignores no signal, whatever thread starts it`() throws {
    var (blocked, before) = (sigset_t(), sigset_t())
    sigfillset(&blocked)
    pthread_sigmask(SIG_BLOCK, &blocked, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let outcome = try Program(["grep", "SigBlk", "/proc/self/status"]).run()
    #expect(outcome.text == "SigBlk:\t0000000000000000\n")
  }
}
