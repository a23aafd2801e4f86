import CSystem
import Glibc
import Synchronization

/// A serial executor with a dedicated thread.
///
/// Calls that block (GStreamer's state changes, which join threads; opening files) must not occupy a thread of Swift's
/// cooperative pool, which has one per core. The thread ends with the executor.
public final class ThreadExecutor: SerialExecutor {
  private let queue: JobQueue

  /// Starts the thread. Linux truncates `name` to 15 bytes.
  public init(name: String) {
    let queue = JobQueue(name: name)
    self.queue = queue
    queue.start()
  }

  deinit { queue.close() }

  public func enqueue(_ job: consuming ExecutorJob) {
    queue.push(UnownedJob(job), executor: asUnownedSerialExecutor())
  }
}

/// The jobs for the thread. A separate object, so that the thread does not retain its executor.
private final class JobQueue: Sendable {
  private struct State {
    var jobs: [(UnownedJob, UnownedSerialExecutor)] = []
    var isClosed = false
  }
  private let state = Mutex(State())
  private let wakeUp = ThreadSemaphore()
  private let name: String

  init(name: String) {
    self.name = name
  }

  func push(_ job: UnownedJob, executor: UnownedSerialExecutor) {
    state.withLock { $0.jobs.append((job, executor)) }
    wakeUp.signal()
  }

  func close() {
    state.withLock { $0.isClosed = true }
    wakeUp.signal()
  }

  func start() {
    var thread = pthread_t()
    // The thread takes over this reference and releases it when it ends.
    let retained = Unmanaged.passRetained(self).toOpaque()
    let status = pthread_create(
      &thread, nil,
      { context in
        guard let context = context else { return nil }
        Unmanaged<JobQueue>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, retained)
    precondition(status == 0, "pthread_create failed (error \(status))")
    fv_name_thread(thread, name)
    pthread_detach(thread)
  }

  /// Blocks while there are no jobs; the thread serves nothing else. The task of a job retains its actor, and the actor
  /// its executor, so the unowned executor is valid. Jobs run without the lock, since they may enqueue others.
  private func run() {
    while true {
      wakeUp.wait()
      let (jobs, isClosed) = state.withLock { state in
        defer { state.jobs.removeAll(keepingCapacity: true) }
        return (state.jobs, state.isClosed)
      }
      for (job, executor) in jobs { job.runSynchronously(on: executor) }
      if isClosed { return }
    }
  }
}

/// A POSIX semaphore with a stable address. Do not wait for it on a thread of Swift's cooperative pool.
///
/// Unchecked: `sem_post` and `sem_wait` are thread-safe, and the pointer never changes. The memory is freed with the
/// object, which whoever signals or waits retains.
public final class ThreadSemaphore: @unchecked Sendable {
  private let pointer = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  /// The initial count is 0.
  public init() { sem_init(pointer, 0, 0) }

  deinit {
    sem_destroy(pointer)
    pointer.deallocate()
  }

  public func signal() { sem_post(pointer) }

  /// Decrements the count, and blocks while it is 0; repeated after EINTR.
  public func wait() { while sem_wait(pointer) != 0 {} }
}
