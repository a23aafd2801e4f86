import Core
import Synchronization

/// Runs the jobs of tasks only when told to, on the caller's thread, so that a test decides who goes first.
final class StepExecutor: TaskExecutor {
  private let jobs = Mutex<[UnownedJob]>([])

  func enqueue(_ job: consuming ExecutorJob) {
    let unowned = UnownedJob(job)
    jobs.withLock { $0.append(unowned) }
  }

  /// Runs until every task waits for something, or has ended.
  func settle() {
    while let job = jobs.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
      job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }
}

/// What tasks of a test have done, in order.
final class Log: Sendable {
  private let entries = Mutex<[String]>([])

  func note(_ entry: String) { entries.withLock { $0.append(entry) } }

  /// What was noted since the last look.
  func take() -> [String] {
    entries.withLock { entries in
      defer { entries = [] }
      return entries
    }
  }
}

/// Tasks on one executor that a test steps by hand.
struct Stage {
  let executor = StepExecutor()
  let log = Log()

  /// Starts a task that notes how it ended; nothing runs before the next step.
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

  /// Lets every task go as far as it can, and tells what happened.
  func step() -> [String] {
    executor.settle()
    return log.take()
  }
}
