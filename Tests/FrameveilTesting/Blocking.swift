import Dispatch
import Glibc
import Synchronization
public import Testing

/// Runs tests that hold their thread, since they wait for other programs or calculate for seconds, beside Swift's
/// shared pool.
///
/// That has one thread per core. Tests that hold those starve all others, which then miss their time limits though
/// nothing is wrong.
public struct Blocking: SuiteTrait, TestTrait, TestScoping {
  /// A suite's tests have it too.
  public var isRecursive: Bool { true }

  /// Runs a test there.
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

  /// Called by what waits for other programs.
  static func check() throws {
    guard isAllowed || withUnsafeCurrentTask(body: { $0 == nil }) else {
      throw TestingError("a test that waits for other programs is in a suite that is not .blocking")
    }
  }
}

extension Trait where Self == Blocking {
  /// The test waits for other programs, or calculates for seconds.
  public static var blocking: Self { Blocking() }
}

/// Lets a few of these tests run at once, so that each is nearly as fast as by itself and ends soon after it began.
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

/// More threads than those tests hold, whatever they begin on the side.
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
      precondition(status == 0, "the system refuses a thread (error \(status))")
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
