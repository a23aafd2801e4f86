@testable import HTTPServing
import Testing

/// Which connections are closed; the time is a parameter.
@Suite struct ConnectionTableTests {
  private var table: ConnectionTable
  private let limits: ServingLimits

  init() {
    var limits = ServingLimits()
    limits.connections = 4
    limits.connectionsOfPeer = 3
    limits.grace = .seconds(1)
    limits.head = .seconds(20)
    limits.body = .seconds(60)
    limits.response = .seconds(30)
    limits.bodyBytes = 100
    self.limits = limits
    table = ConnectionTable(limits)
  }

  private let one = Peer([1])
  private let other = Peer([2])

  @Test(arguments: [(ConnectionTable.Phase.head, 20), (.body, 60), (.response, 30)])
  func `a timeout counts from the start of its phase, whatever is received`(
    phase: ConnectionTable.Phase, seconds: Int
  ) {
    var table = table
    table.open(7, from: one, at: .seconds(5))
    table.enter(phase, 7, at: .seconds(10))
    _ = table.reserve(1, 7)
    let times = [.seconds(10 + seconds) - .milliseconds(1), .seconds(10 + seconds), .seconds(10 + seconds)]
    #expect(times.map { table.evict(at: $0) } == [[], [7], []])
    #expect(!table.isWaiting)
  }

  @Test func `a connection whose request is being processed is never closed`() {
    var table = table
    for id in 0..<9 {
      table.open(ConnectionTable.ID(id), from: one, at: .zero)
      table.enter(.processing, ConnectionTable.ID(id), at: .zero)
    }
    var closed = table.evict(at: .seconds(10_000))
    #expect(closed.isEmpty && !table.isWaiting)
    table.enter(.response, 3, at: .seconds(10_000))
    closed = table.evict(at: .seconds(10_001))
    #expect(closed == [3])
  }

  @Test func `a burst is tolerated for the grace period, then the slowest of a peer is evicted`() {
    var table = table
    for id in 0..<4 {
      table.open(ConnectionTable.ID(id), from: one, at: .milliseconds(id))
    }
    table.enter(.head, 0, at: .milliseconds(500))
    let closed = [1000, 1002, 5000].map { table.evict(at: .milliseconds($0)) }
    #expect(closed == [[], [1], []], "three remain")
  }

  @Test func `many connections of one peer do not evict those of another`() {
    var table = table
    table.open(0, from: other, at: .zero)
    for id in 1...3 { table.open(ConnectionTable.ID(id), from: one, at: .seconds(id)) }
    table.open(4, from: other, at: .seconds(9))
    let closed = table.evict(at: .seconds(9))
    #expect(closed == [1])
  }

  @Test(arguments: [ConnectionTable.Phase.head, .body, .response]) func `a new connection is evicted last`(
    phase: ConnectionTable.Phase
  ) {
    var table = table
    for id in 0..<9 as Range<ConnectionTable.ID> {
      table.open(id, from: one, at: .zero)
      table.enter(phase, id, at: .seconds(id))
    }
    table.open(9, from: one, at: .seconds(10))
    let closed = table.evict(at: .seconds(15))
    #expect(closed == Array(0..<7))
  }

  @Test func `buffered bodies are limited, and released with their request`() {
    var table = table
    for id: ConnectionTable.ID in [1, 2] { table.open(id, from: one, at: .zero) }
    var held = [table.reserve(60, 1), table.reserve(40, 2), table.reserve(1, 1)]
    #expect(held == [true, true, false])
    table.enter(.head, 1, at: .zero)
    held = [table.reserve(60, 2), table.reserve(1, 1)]
    #expect(held == [true, false])
    table.close(2)
    held = [table.reserve(100, 1), table.reserve(0, 2)]
    #expect(held == [true, false], "a closed connection reserves nothing")
  }

  @Test(arguments: 0..<50) func `in random sequences, slow connections are limited and each is closed once`(
    seed: UInt64
  ) {
    var generator = Generator(state: seed)
    var table = table
    var (now, closed, open) = (Duration.zero, Set<ConnectionTable.ID>(), Set<ConnectionTable.ID>())
    var began: [ConnectionTable.ID: Duration] = [:]
    for id in 0..<300 as Range<ConnectionTable.ID> {
      now += .milliseconds(Int.random(in: 0...300, using: &generator))
      table.open(id, from: Peer([UInt8.random(in: 0...2, using: &generator)]), at: now)
      open.insert(id)
      began[id] = now
      if let id = open.randomElement(using: &generator) {
        let phase =
          [ConnectionTable.Phase.head, .body, .processing, .response].randomElement(using: &generator)
          ?? .head
        table.enter(phase, id, at: now)
        began[id] = phase == .processing ? nil : now
      }
      for id in table.evict(at: now) {
        #expect(closed.insert(id).inserted && began[id] != nil && open.contains(id))
        open.remove(id)
      }
      let slow = open.filter { began[$0].map { now - $0 >= limits.grace } ?? false }
      #expect(slow.isEmpty || open.count <= limits.connections)
      #expect(open.allSatisfy { began[$0].map { now - $0 < limits.body } ?? true })
      if let id = open.randomElement(using: &generator), Bool.random(using: &generator) {
        table.close(id)
        open.remove(id)
      }
    }
  }

  /// A linear congruential generator (Knuth's constants), so that failures are reproducible.
  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }
}
