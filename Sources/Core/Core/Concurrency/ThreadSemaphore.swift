import Glibc

/// A POSIX semaphore with a stable address. Do not wait for it on a thread of Swift's cooperative pool.
public final class ThreadSemaphore: @unchecked Sendable {  // The sem_* functions are thread-safe.
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
