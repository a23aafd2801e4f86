import Core
import Testing

@Suite struct AsyncEventTests {
  private let stage = Stage()

  private func waiter(_ event: AsyncEvent, times: Int = 1) -> Task<Void, Never> {
    stage.start("waiter") { log in
      for number in 1...times {
        await event.wait()
        log.note("woke \(number)")
      }
    }
  }

  @Test func `notify wakes the waiter`() {
    let event = AsyncEvent()
    _ = waiter(event)
    #expect(stage.step() == [])
    event.notify()
    #expect(stage.step() == ["woke 1", "waiter ended"])
  }

  @Test func `several notifications before a wait are coalesced`() {
    let event = AsyncEvent()
    for _ in 0..<3 { event.notify() }
    _ = waiter(event, times: 2)
    #expect(stage.step() == ["woke 1"])
    event.notify()
    #expect(stage.step() == ["woke 2", "waiter ended"])
  }

  @Test func `cancellation before or during a wait wakes the waiter`() {
    let event = AsyncEvent()
    let late = waiter(event)
    #expect(stage.step() == [])
    late.cancel()
    #expect(stage.step() == ["woke 1", "waiter ended"])
    waiter(AsyncEvent()).cancel()
    #expect(stage.step() == ["woke 1", "waiter ended"])
  }
}

@Suite struct ThreadExecutorTests {
  /// An actor on a dedicated thread.
  private actor Worker {
    private let executor = ThreadExecutor(name: "test-worker")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    private var steps: [Int] = []

    func add(_ step: Int) { steps.append(step) }
    func all() -> [Int] { steps }
  }

  @Test(.timeLimit(.minutes(15)))
  func `an actor on its own thread runs jobs in order and ends with its owner`()
    async
  {
    for round in 0..<50 {
      let worker = Worker()
      for step in 0..<20 { await worker.add(step + round) }
      #expect(await worker.all() == Array(round..<20 + round))
    }
  }
}
