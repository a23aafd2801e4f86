@testable import HTTPServing
import Testing

/// Who is let go, as a value with the time passed in.
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
    limits.answer = .seconds(30)
    limits.bodyBytes = 100
    self.limits = limits
    table = ConnectionTable(limits)
  }

  private let one = Peer([1])
  private let other = Peer([2])

  @Test(arguments: [(ConnectionTable.Phase.head, 20), (.body, 60), (.answer, 30)])
  func `a phase has its time from its beginning, whatever comes meanwhile`(
    phase: ConnectionTable.Phase, seconds: Int
  ) {
    var table = table
    table.open(7, from: one, at: .seconds(5))
    table.enter(phase, 7, at: .seconds(10))
    _ = table.hold(1, 7)
    let times = [.seconds(10 + seconds) - .milliseconds(1), .seconds(10 + seconds), .seconds(10 + seconds)]
    #expect(times.map { table.letGo(at: $0) } == [[], [7], []])
    #expect(!table.isWaiting)
  }

  @Test func `whom the service works for is never let go`() {
    var table = table
    for id in 0..<9 {
      table.open(ConnectionTable.ID(id), from: one, at: .zero)
      table.enter(.work, ConnectionTable.ID(id), at: .zero)
    }
    var left = table.letGo(at: .seconds(10_000))
    #expect(left.isEmpty && !table.isWaiting)
    table.enter(.answer, 3, at: .seconds(10_000))
    left = table.letGo(at: .seconds(10_001))
    #expect(left == [3])
  }

  @Test func `a burst is let be for a while, and then the slowest of a peer make room`() {
    var table = table
    for id in 0..<4 {
      table.open(ConnectionTable.ID(id), from: one, at: .milliseconds(id))
    }
    table.enter(.head, 0, at: .milliseconds(500))
    let left = [1000, 1002, 5000].map { table.letGo(at: .milliseconds($0)) }
    #expect(left == [[], [1], []], "three are left")
  }

  @Test func `one peer's many do not drive out another's few`() {
    var table = table
    table.open(0, from: other, at: .zero)
    for id in 1...3 { table.open(ConnectionTable.ID(id), from: one, at: .seconds(id)) }
    table.open(4, from: other, at: .seconds(9))
    let left = table.letGo(at: .seconds(9))
    #expect(left == [1])
  }

  @Test(arguments: [ConnectionTable.Phase.head, .body, .answer]) func `a newcomer is the last to go`(
    phase: ConnectionTable.Phase
  ) {
    var table = table
    for id in 0..<9 as Range<ConnectionTable.ID> {
      table.open(id, from: one, at: .zero)
      table.enter(phase, id, at: .seconds(id))
    }
    table.open(9, from: one, at: .seconds(10))
    let left = table.letGo(at: .seconds(15))
    #expect(left == Array(0..<7))
  }

  @Test func `bodies are held within their bound, and released with their request`() {
    var table = table
    for id: ConnectionTable.ID in [1, 2] { table.open(id, from: one, at: .zero) }
    var held = [table.hold(60, 1), table.hold(40, 2), table.hold(1, 1)]
    #expect(held == [true, true, false])
    table.enter(.head, 1, at: .zero)
    held = [table.hold(60, 2), table.hold(1, 1)]
    #expect(held == [true, false])
    table.close(2)
    held = [table.hold(100, 1), table.hold(0, 2)]
    #expect(held == [true, false], "a connection that is over holds nothing")
  }

  @Test(arguments: 0..<50) func `whatever happens, the slow are bounded and each goes once`(seed: UInt64) {
    var chance = Chance(state: seed)
    var table = table
    var (now, left, open) = (Duration.zero, Set<ConnectionTable.ID>(), Set<ConnectionTable.ID>())
    var began: [ConnectionTable.ID: Duration] = [:]
    for id in 0..<300 as Range<ConnectionTable.ID> {
      now += .milliseconds(Int.random(in: 0...300, using: &chance))
      table.open(id, from: Peer([UInt8.random(in: 0...2, using: &chance)]), at: now)
      open.insert(id)
      began[id] = now
      if let id = open.randomElement(using: &chance) {
        let phase =
          [ConnectionTable.Phase.head, .body, .work, .answer].randomElement(using: &chance) ?? .head
        table.enter(phase, id, at: now)
        began[id] = phase == .work ? nil : now
      }
      for id in table.letGo(at: now) {
        #expect(left.insert(id).inserted && began[id] != nil && open.contains(id))
        open.remove(id)
      }
      let slow = open.filter { began[$0].map { now - $0 >= limits.grace } ?? false }
      #expect(slow.isEmpty || open.count <= limits.connections)
      #expect(open.allSatisfy { began[$0].map { now - $0 < limits.body } ?? true })
      if let id = open.randomElement(using: &chance), Bool.random(using: &chance) {
        table.close(id)
        open.remove(id)
      }
    }
  }

  /// A linear congruential generator (Knuth's constants), so that a failure can be seen again.
  private struct Chance: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }
}
