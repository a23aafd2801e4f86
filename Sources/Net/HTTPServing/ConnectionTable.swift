/// Who is connected, what each keeps the server waiting for, and who is let go. A value: it closes nothing and reads
/// no clock.
struct ConnectionTable {
  /// A connection.
  typealias ID = UInt

  /// What a connection is at.
  enum Phase {
    /// The server waits for a request's head.
    case head
    /// It waits for the rest of the body.
    case body
    /// The service works: the connection waits for the server, and nothing is held against it.
    case work
    /// The peer takes its answer.
    case answer
    /// It was let go, and its end is on the way.
    case leaving
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

  /// Whether the server waits for anybody.
  var isWaiting: Bool { entries.values.contains { limit(of: $0) != nil } }

  /// A peer has connected.
  mutating func open(_ id: ID, from peer: Peer, at now: Duration) {
    entries[id] = Entry(peer: peer, since: now)
  }

  /// A connection comes to its next phase. Between two requests what it held is released.
  mutating func enter(_ phase: Phase, _ id: ID, at now: Duration) {
    guard let entry = entries[id], entry.phase != .leaving else { return }
    if phase == .head { release(id) }
    entries[id]?.phase = phase
    entries[id]?.since = now
  }

  /// A part of a body is to be kept; false where there is no room for it.
  mutating func hold(_ count: Int, _ id: ID) -> Bool {
    guard entries[id] != nil, bytes + count <= limits.bodyBytes else { return false }
    entries[id]?.bytes += count
    bytes += count
    return true
  }

  /// A connection is over.
  mutating func close(_ id: ID) {
    release(id)
    entries[id] = nil
  }

  private mutating func release(_ id: ID) {
    bytes -= entries[id]?.bytes ?? 0
    entries[id]?.bytes = 0
  }

  /// Lets go who is too slow, and who has to make room; each connection is named once.
  mutating func letGo(at now: Duration) -> [ID] {
    var left = entries.filter { $0.value.phase != .leaving && isLate($0.value, at: now) }.map(\.key)
    for id in left { entries[id]?.phase = .leaving }
    while let id = slowest(at: now) {
      entries[id]?.phase = .leaving
      left.append(id)
    }
    return left
  }

  private func limit(of entry: Entry) -> Duration? {
    switch entry.phase {
    case .head: limits.head
    case .body: limits.body
    case .answer: limits.answer
    case .work, .leaving: nil
    }
  }

  private func isLate(_ entry: Entry, at now: Duration) -> Bool {
    limit(of: entry).map { now - entry.since >= $0 } ?? false
  }

  /// Who has to make room next: of the peer with the most connections, whoever has taken longest. So a newcomer is the
  /// last to go.
  private func slowest(at now: Duration) -> ID? {
    let here = entries.values.count { $0.phase != .leaving }
    var counts: [Peer: Int] = [:]
    for entry in entries.values where limit(of: entry) != nil { counts[entry.peer, default: 0] += 1 }
    let isFull = here > limits.connections
    return entries.filter { _, entry in
      limit(of: entry) != nil && now - entry.since >= limits.grace
        && (isFull || counts[entry.peer, default: 0] > limits.connectionsOfPeer)
    }.min { first, second in
      let (one, other) = (first.value, second.value)
      let (mine, others) = (counts[one.peer, default: 0], counts[other.peer, default: 0])
      if mine != others { return mine > others }
      return one.since < other.since
    }?.key
  }
}
