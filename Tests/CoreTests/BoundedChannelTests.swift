import Core
import Testing

@Suite struct BoundedChannelTests {
  private let stage = Stage()

  private func sender(_ channel: BoundedChannel<Int>, _ elements: ClosedRange<Int>) -> Task<Void, Never> {
    stage.start("sender") { log in
      for element in elements {
        try await channel.send(element)
        log.note("sent \(element)")
      }
      channel.finish()
    }
  }

  private func receiver(_ channel: BoundedChannel<Int>, _ count: Int = .max) -> Task<Void, Never> {
    stage.start("receiver") { log in
      for _ in 0..<count {
        guard let element = try await channel.receive() else { return log.note("end") }
        log.note("got \(element)")
      }
    }
  }

  @Test func `a sender waits while the channel is full`() {
    let channel = BoundedChannel<Int>(capacity: 2)
    _ = sender(channel, 1...4)
    #expect(stage.step() == ["sent 1", "sent 2"])
    _ = receiver(channel, 1)
    #expect(stage.step() == ["got 1", "receiver ended", "sent 3"])
    _ = receiver(channel)
    #expect(stage.step().filter { $0.hasPrefix("got") } == ["got 2", "got 3", "got 4"])
  }

  @Test func `a receiver waits while the channel is empty, and sees the end`() {
    let channel = BoundedChannel<Int>(capacity: 1)
    _ = receiver(channel)
    #expect(stage.step() == [])
    _ = sender(channel, 1...3)
    let happened = stage.step()
    #expect(happened.filter { $0.hasPrefix("got") } == ["got 1", "got 2", "got 3"])
    #expect(happened.suffix(2) == ["end", "receiver ended"])
  }

  @Test func `an end without elements wakes the receiver`() {
    let channel = BoundedChannel<Int>(capacity: 1)
    _ = receiver(channel)
    #expect(stage.step() == [])
    channel.finish()
    #expect(stage.step() == ["end", "receiver ended"])
  }

  @Test func `a cancelled sender stops waiting, and sent elements are kept`() {
    let channel = BoundedChannel<Int>(capacity: 1)
    let sender = sender(channel, 1...3)
    #expect(stage.step() == ["sent 1"])
    sender.cancel()
    #expect(stage.step() == ["sender threw CancellationError"])
    _ = receiver(channel, 1)
    #expect(stage.step() == ["got 1", "receiver ended"])
  }

  @Test func `a cancelled receiver stops waiting`() {
    let channel = BoundedChannel<Int>(capacity: 1)
    let receiver = receiver(channel)
    #expect(stage.step() == [])
    receiver.cancel()
    #expect(stage.step() == ["receiver threw CancellationError"])
  }

  @Test func `a task cancelled before it starts does nothing`() {
    let channel = BoundedChannel<Int>(capacity: 1)
    sender(channel, 1...1).cancel()
    receiver(channel).cancel()
    #expect(Set(stage.step()) == ["sender threw CancellationError", "receiver threw CancellationError"])
  }

  @Test(.timeLimit(.minutes(15)), arguments: [1, 2, 7])
  func `thousands of elements cross between threads in order`(capacity: Int) async throws {
    let channel = BoundedChannel<Int>(capacity: capacity)
    let sending = Task {
      for element in 0..<5000 { try await channel.send(element) }
      channel.finish()
    }
    var received: [Int] = []
    while let element = try await channel.receive() { received.append(element) }
    try await sending.value
    #expect(received == Array(0..<5000))
  }
}
