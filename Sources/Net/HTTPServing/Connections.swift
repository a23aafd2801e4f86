import Core
import Glibc
import Synchronization

/// The connections of a server: `ConnectionTable` decides, and here it is done.
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

  /// A peer has connected.
  func open(_ id: ConnectionTable.ID, _ descriptor: Int32, from peer: Peer) {
    state.withLock { state in
      state.descriptors[id] = descriptor
      state.table.open(id, from: peer, at: now)
    }
    letGo()
    arrived.notify()
  }

  /// A connection comes to its next phase.
  func enter(_ phase: ConnectionTable.Phase, _ id: ConnectionTable.ID) {
    state.withLock { $0.table.enter(phase, id, at: now) }
    arrived.notify()
  }

  /// A part of a body is to be kept; false where there is no room for it.
  func hold(_ count: Int, _ id: ConnectionTable.ID) -> Bool { state.withLock { $0.table.hold(count, id) } }

  /// A connection is over. Its descriptor is closed after this and not before.
  func close(_ id: ConnectionTable.ID) {
    state.withLock { state in
      state.descriptors[id] = nil
      state.table.close(id)
    }
  }

  /// Looks after who is too slow, as long as the server waits for anybody. libmicrohttpd's own limit of time counts
  /// from a connection's last byte, and its limit of connections from one address turns newcomers away.
  @concurrent func watch() async {
    while !Task.isCancelled {
      if letGo() {
        try? await Task.sleep(for: grace)
      } else {
        await arrived.wait()
      }
    }
  }

  /// Shuts the connections that are let go, which the library then finds closed; whether it waits for others.
  @discardableResult private func letGo() -> Bool {
    state.withLock { state in
      // With the lock held: `close` waits for it, so that no descriptor is another file's by now.
      for id in state.table.letGo(at: now) { state.descriptors[id].map(Self.shut) }
      return state.table.isWaiting
    }
  }

  /// Ends a connection with a reset: an answer that nobody reads would stay in the system's buffers otherwise.
  private static func shut(_ descriptor: Int32) {
    var hard = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout.size(ofValue: hard)))
    shutdown(descriptor, Int32(SHUT_RDWR))
  }

  private var now: Duration { ContinuousClock.now - begin }
}
