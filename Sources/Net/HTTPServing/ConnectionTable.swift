import CMicroHTTP
import Glibc

/// The state of all connections, and the policy that decides which to close: those that exceed the timeout of a phase,
/// and the slowest ones while a limit is exceeded. A value: it performs no I/O and reads no clock.
struct ConnectionTable {
  typealias ID = UInt

  /// The phase of a connection.
  enum Phase {
    /// Receiving the head of a request.
    case head
    /// Receiving the body.
    case body
    /// The service is processing the request: no timeout.
    case processing
    /// Sending the response.
    case response
    /// Closed by the server; the notification of its end is pending.
    case closing
  }

  private struct Entry {
    var peer: Peer
    var phase = Phase.head
    var since: Duration
    var bytes = 0
  }

  private let limits: ServingLimits
  private var entries: [ID: Entry] = [:]
  private var bytes = 0

  init(_ limits: ServingLimits) {
    self.limits = limits
  }

  /// Whether any connection has a running timeout.
  var isWaiting: Bool { entries.values.contains { limit(of: $0) != nil } }

  mutating func open(_ id: ID, from peer: Peer, at now: Duration) {
    entries[id] = Entry(peer: peer, since: now)
  }

  /// Moves a connection to its next phase. At `.head`, the end of a request, its buffered bytes are released.
  mutating func enter(_ phase: Phase, _ id: ID, at now: Duration) {
    guard let entry = entries[id], entry.phase != .closing else { return }
    if phase == .head { release(id) }
    entries[id]?.phase = phase
    entries[id]?.since = now
  }

  /// Reserves memory for bytes of a body; false if the limit of all bodies would be exceeded.
  mutating func reserve(_ count: Int, _ id: ID) -> Bool {
    guard entries[id] != nil, bytes + count <= limits.bodyBytes else { return false }
    entries[id]?.bytes += count
    bytes += count
    return true
  }

  /// Removes a closed connection.
  mutating func close(_ id: ID) {
    release(id)
    entries[id] = nil
  }

  private mutating func release(_ id: ID) {
    bytes -= entries[id]?.bytes ?? 0
    entries[id]?.bytes = 0
  }

  /// Returns the connections to close: timed-out ones, and the slowest while a limit is exceeded. Returns each once.
  mutating func evict(at now: Duration) -> [ID] {
    var left = entries.filter { $0.value.phase != .closing && hasTimedOut($0.value, at: now) }.map(\.key)
    for id in left { entries[id]?.phase = .closing }
    while let id = slowest(at: now) {
      entries[id]?.phase = .closing
      left.append(id)
    }
    return left
  }

  private func limit(of entry: Entry) -> Duration? {
    switch entry.phase {
    case .head: limits.head
    case .body: limits.body
    case .response: limits.response
    case .processing, .closing: nil
    }
  }

  private func hasTimedOut(_ entry: Entry, at now: Duration) -> Bool {
    limit(of: entry).map { now - entry.since >= $0 } ?? false
  }

  /// The next connection to evict while a limit is exceeded: the one longest in its phase, of the peer with the most
  /// connections. So a new connection is evicted last.
  private func slowest(at now: Duration) -> ID? {
    let active = entries.values.count { $0.phase != .closing }
    var counts: [Peer: Int] = [:]
    for entry in entries.values where limit(of: entry) != nil { counts[entry.peer, default: 0] += 1 }
    let isFull = active > limits.connections
    return entries.filter { _, entry in
      limit(of: entry) != nil && now - entry.since >= limits.grace
        && (isFull || counts[entry.peer, default: 0] > limits.connectionsOfPeer)
    }.min { first, second in
      let (one, other) = (first.value, second.value)
      let (ownCount, otherCount) = (counts[one.peer, default: 0], counts[other.peer, default: 0])
      if ownCount != otherCount { return ownCount > otherCount }
      return one.since < other.since
    }?.key
  }
}

/// The peer of a connection: an IPv4 address, or the /64 prefix of an IPv6 address, which usually identifies one site.
struct Peer: Hashable {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  init(_ address: UnsafePointer<sockaddr>?) {
    bytes = UnsafeRawPointer(address).map(Self.network) ?? []
  }

  private static func network(_ address: UnsafeRawPointer) -> [UInt8] {
    switch Int32(address.load(as: sockaddr.self).sa_family) {
    case AF_INET:
      return withUnsafeBytes(of: address.load(as: sockaddr_in.self).sin_addr) { Array($0) }
    case AF_INET6:
      let bytes = withUnsafeBytes(of: address.load(as: sockaddr_in6.self).sin6_addr) { Array($0) }
      // IPv4-mapped IPv6 address (RFC 4291, section 2.5.5.2).
      let isMapped = bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
      return Array(isMapped ? bytes[12...] : bytes[..<8])
    default: return []
    }
  }
}
