import Core
import FrameveilTesting
import Synchronization
import Testing

@Suite struct AsyncSemaphoreTests {
  private let stage = Stage()

  /// A task that acquires `count` permits and keeps them.
  private func acquirer(_ semaphore: AsyncSemaphore, _ count: Int) -> Task<Void, Never> {
    stage.start("acquirer") { log in
      for number in 1...count {
        try await semaphore.acquire()
        log.note("acquired \(number)")
      }
    }
  }

  @Test func `acquire waits at the limit until a permit is released`() {
    let semaphore = AsyncSemaphore(limit: 2)
    _ = acquirer(semaphore, 4)
    #expect(stage.step() == ["acquired 1", "acquired 2"])
    semaphore.release()
    #expect(stage.step() == ["acquired 3"])
    semaphore.release()
    semaphore.release()
    #expect(stage.step() == ["acquired 4", "acquirer ended"])
    #expect(semaphore.highestInUse == 2)
  }

  @Test func `a permit released before a wait is available`() {
    let semaphore = AsyncSemaphore(limit: 1)
    _ = acquirer(semaphore, 1)
    #expect(stage.step() == ["acquired 1", "acquirer ended"])
    semaphore.release()
    _ = acquirer(semaphore, 1)
    #expect(stage.step() == ["acquired 1", "acquirer ended"])
    #expect(semaphore.highestInUse == 1)
  }

  @Test func `the highest number in use is not the limit`() {
    let semaphore = AsyncSemaphore(limit: 3)
    _ = acquirer(semaphore, 2)
    #expect(stage.step() == ["acquired 1", "acquired 2", "acquirer ended"])
    semaphore.release()
    semaphore.release()
    #expect(semaphore.highestInUse == 2)
  }

  @Test func `a cancelled task stops waiting`() {
    let semaphore = AsyncSemaphore(limit: 1)
    let acquirer = acquirer(semaphore, 2)
    #expect(stage.step() == ["acquired 1"])
    acquirer.cancel()
    #expect(stage.step() == ["acquirer threw CancellationError"])
  }

  @Test func `waiters acquire in the order in which they asked`() {
    let semaphore = AsyncSemaphore(limit: 1)
    _ = acquirer(semaphore, 1)
    #expect(stage.step() == ["acquired 1", "acquirer ended"])
    for name in ["first", "second", "third"] { _ = stage.start(name) { _ in try await semaphore.acquire() } }
    #expect(stage.step() == [])
    semaphore.release()
    #expect(stage.step() == ["first ended"])
    semaphore.release()
    semaphore.release()
    #expect(stage.step() == ["second ended", "third ended"])
  }

  @Test func `a permit is released when the work throws, and kept from a cancelled task`() {
    struct Failure: Error {}
    let semaphore = AsyncSemaphore(limit: 1)
    _ = stage.start("failing") { log in
      try await semaphore.withPermit { () async throws -> Void in
        log.note("working")
        throw Failure()
      }
    }
    #expect(stage.step() == ["working", "failing threw Failure"])
    _ = acquirer(semaphore, 1)
    #expect(stage.step() == ["acquired 1", "acquirer ended"])
    let late = stage.start("late") { log in try await semaphore.withPermit { log.note("late work") } }
    #expect(stage.step() == [])
    late.cancel()
    #expect(stage.step() == ["late threw CancellationError"])
  }

  /// Counts the holders.
  private final class Room: Sendable {
    private let counts = Mutex((current: 0, most: 0))
    var most: Int { counts.withLock { $0.most } }

    func enter() { counts.withLock { $0 = ($0.current + 1, max($0.most, $0.current + 1)) } }
    func leave() { counts.withLock { $0.current -= 1 } }
  }

  @Test(.blocking) func `tasks and threads share one limit`() async throws {
    let (semaphore, room) = (AsyncSemaphore(limit: 3), Room())
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<60 {
        group.addTask {
          if number % 2 == 0 {
            try await semaphore.acquire()
          } else {
            try await BlockingThread.run { try semaphore.acquireBlocking() }
          }
          room.enter()
          for _ in 0..<10 { await Task.yield() }
          room.leave()
          semaphore.release()
        }
      }
      try await group.waitForAll()
    }
    #expect((1...3).contains(room.most))
  }

  @Test func `a cancelled waiter is removed, and later waiters acquire`() async throws {
    let semaphore = AsyncSemaphore(limit: 1)
    for _ in 0..<200 {
      try await semaphore.acquire()
      let waiting = Task { try await semaphore.acquire() }
      await Task.yield()
      waiting.cancel()
      let behind = Task { try await semaphore.acquire() }
      await #expect(throws: CancellationError.self) { try await waiting.value }
      semaphore.release()
      try await behind.value
      semaphore.release()
    }
  }

  @Test(.blocking) func `close fails all waiters and later calls`() async throws {
    let semaphore = AsyncSemaphore(limit: 1)
    try await semaphore.acquire()
    let thread = Task { try await BlockingThread.run { try semaphore.acquireBlocking() } }
    let task = Task { try await semaphore.acquire() }
    semaphore.close()
    await #expect(throws: CancellationError.self) { try await thread.value }
    await #expect(throws: CancellationError.self) { try await task.value }
    await #expect(throws: CancellationError.self) { try await semaphore.acquire() }
  }
}
