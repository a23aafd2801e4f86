import Core
import Synchronization

/// Runs the jobs of tasks on demand, on the caller's thread, so that a test controls their order.
final class StepExecutor: TaskExecutor {
  private let jobs = Mutex<[UnownedJob]>([])

  func enqueue(_ job: consuming ExecutorJob) {
    let unowned = UnownedJob(job)
    jobs.withLock { $0.append(unowned) }
  }

  /// Runs until every task is suspended or has ended.
  func settle() {
    while let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
      job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }
}

/// The events noted by the tasks of a test, in order.
final class Log: Sendable {
  private let entries = Mutex<[String]>([])

  func note(_ entry: String) { entries.withLock { $0.append(entry) } }

  /// The events since the last call.
  func take() -> [String] {
    entries.withLock { entries in
      defer { entries = [] }
      return entries
    }
  }
}

/// Tasks on one executor that a test runs step by step.
struct Stage {
  let executor = StepExecutor()
  let log = Log()

  /// Creates a task that notes how it ended; it does not run before the next step.
  func start(_ name: String, _ work: @escaping @Sendable (Log) async throws -> Void) -> Task<Void, Never> {
    Task(executorPreference: executor) { [log] in
      do {
        try await work(log)
        log.note("\(name) ended")
      } catch {
        log.note("\(name) threw \(type(of: error))")
      }
    }
  }

  /// Runs every task as far as possible. Returns the new events.
  func step() -> [String] {
    executor.settle()
    return log.take()
  }
}
