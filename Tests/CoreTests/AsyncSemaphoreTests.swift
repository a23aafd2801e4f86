import Core
import FrameveilTesting
import Synchronization
import Testing

@Suite struct AsyncSemaphoreTests {
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
