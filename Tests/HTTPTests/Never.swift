import Channels
import Synchronization

/// What never comes: waits until its task is cancelled, and tells that it waits and that it was.
final class Never: Sendable {
  private let state = Mutex((hasBegun: false, hasEnded: false))
  private let changed = Bell()

  func wait() async throws -> [UInt8]? {
    state.withLock { $0.hasBegun = true }
    changed.ring()
    let silence = Bell()
    while !Task.isCancelled { await silence.wait() }
    state.withLock { $0.hasEnded = true }
    changed.ring()
    throw CancellationError()
  }

  /// Returns once somebody waits.
  func hasBegun() async { while !state.withLock(\.hasBegun) { await changed.wait() } }

  /// Returns once whoever waited was cancelled.
  func hasEnded() async { while !state.withLock(\.hasEnded) { await changed.wait() } }
}
