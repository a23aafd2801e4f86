import Core
import Glibc
import Synchronization

/// The connections of a server: applies the decisions of `ConnectionTable` to sockets.
final class Connections: Sendable {
  private struct State {
    var table: ConnectionTable
    var descriptors: [ConnectionTable.ID: Int32] = [:]
  }
  private let state: Mutex<State>
  private let grace: Duration
  private let begin = ContinuousClock.now
  private let arrived = AsyncEvent()

  init(_ limits: ServingLimits) {
    state = Mutex(State(table: ConnectionTable(limits)))
    grace = limits.grace
  }

  func open(_ id: ConnectionTable.ID, _ descriptor: Int32, from peer: Peer) {
    state.withLock { state in
      state.descriptors[id] = descriptor
      state.table.open(id, from: peer, at: now)
    }
    evict()
    arrived.notify()
  }

  /// Moves a connection to its next phase.
  func enter(_ phase: ConnectionTable.Phase, _ id: ConnectionTable.ID) {
    state.withLock { $0.table.enter(phase, id, at: now) }
    arrived.notify()
  }

  /// Reserves memory for bytes of a body; false if the limit is exceeded.
  func reserve(_ count: Int, _ id: ConnectionTable.ID) -> Bool {
    state.withLock { $0.table.reserve(count, id) }
  }

  /// Removes a connection. libmicrohttpd closes its descriptor afterwards.
  func close(_ id: ConnectionTable.ID) {
    state.withLock { state in
      state.descriptors[id] = nil
      state.table.close(id)
    }
  }

  /// Closes slow connections until cancelled. libmicrohttpd's own limits do not protect against slow clients
  /// (Slowloris): its timeout restarts with each byte, and its limit per address rejects new connections.
  @concurrent func watch() async {
    while !Task.isCancelled {
      if evict() {
        try? await Task.sleep(for: grace)
      } else {
        await arrived.wait()
      }
    }
  }

  /// Shuts down the sockets of connections to close. Returns whether any timeout is running.
  @discardableResult private func evict() -> Bool {
    state.withLock { state in
      // Under the lock, for which `close` waits: a descriptor cannot have been closed and reused meanwhile.
      for id in state.table.evict(at: now) { state.descriptors[id].map(Self.shut) }
      return state.table.isWaiting
    }
  }

  /// Closes with RST (SO_LINGER 0): otherwise an unread response would stay in the kernel's send buffer.
  private static func shut(_ descriptor: Int32) {
    var hard = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout.size(ofValue: hard)))
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  private var now: Duration { ContinuousClock.now - begin }
}
