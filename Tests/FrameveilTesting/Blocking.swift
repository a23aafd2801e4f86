import Core
import Dispatch
import Glibc
import Synchronization
public import Testing

/// A trait for tests that block their thread: they wait for other programs or calculate for seconds. They run on a
/// thread pool of their own.
///
/// Swift's cooperative pool has one thread per core. Tests that block it starve all others, which then exceed their
/// time limits.
public struct Blocking: SuiteTrait, TestTrait, TestScoping {
  public var isRecursive: Bool { true }

  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    await Turns.shared.take()
    do {
      try await Self.$isAllowed.withValue(true) {
        try await withTaskExecutorPreference(ThreadPool.shared) { try await function() }
      }
    } catch {
      await Turns.shared.giveBack()
      throw error
    }
    await Turns.shared.giveBack()
  }

  @TaskLocal static var isAllowed = false

  /// Called by functions that wait for other programs.
  static func check() throws {
    guard isAllowed || withUnsafeCurrentTask(body: { $0 == nil }) else {
      throw TestingError("a test that waits for other programs needs the trait .blocking")
    }
  }
}

extension Trait where Self == Blocking {
  /// The test waits for other programs or calculates for seconds.
  public static var blocking: Self { Blocking() }
}

/// Runs blocking work on a dedicated thread, for tests that wait for a program while their own process serves it.
public actor BlockingThread {
  private let executor = ThreadExecutor(name: "aside")
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  public static func run<Value: Sendable>(_ work: @Sendable () throws -> Value) async throws -> Value {
    try await Blocking.$isAllowed.withValue(true) { try await BlockingThread().run(work) }
  }

  private func run<Value: Sendable>(_ work: @Sendable () throws -> Value) throws -> Value { try work() }
}

/// Limits the number of blocking tests that run at once, so that each is nearly as fast as on its own.
private actor Turns {
  static let shared = Turns()

  private var free = 2 + max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  private var waiting: [CheckedContinuation<Void, Never>] = []

  func take() async {
    free -= 1
    if free < 0 { await withCheckedContinuation { waiting.append($0) } }
  }

  func giveBack() {
    free += 1
    if !waiting.isEmpty { waiting.removeFirst().resume() }
  }
}

/// More threads than the blocking tests and their child tasks occupy.
private final class ThreadPool: TaskExecutor {
  static let shared = ThreadPool(threads: 64)

  private let jobs = Mutex<[UnownedJob]>([])
  private let waiting = DispatchSemaphore(value: 0)

  init(threads: Int) {
    for _ in 0..<threads {
      var thread = pthread_t()
      let pool = Unmanaged.passRetained(self).toOpaque()
      let status = pthread_create(
        &thread, nil,
        { pool in
          guard let pool else { return nil }
          Unmanaged<ThreadPool>.fromOpaque(pool).takeRetainedValue().run()
        }, pool)
      precondition(status == 0, "pthread_create failed (error \(status))")
      pthread_detach(thread)
    }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
    waiting.signal()
  }

  private func run() -> Never {
    while true {
      waiting.wait()
      let job = jobs.withLock { $0.removeFirst() }
      job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }
}
