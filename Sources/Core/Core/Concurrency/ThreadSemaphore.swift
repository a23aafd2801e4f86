import Glibc

/// Makes a thread wait until another signals: a POSIX semaphore with a stable address. Never to be waited for on a
/// thread of Swift's shared pool.
public final class ThreadSemaphore: @unchecked Sendable {  // sem_t's own calls are safe from any thread.
  private let pointer = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  /// Nothing was signalled yet.
  public init() { sem_init(pointer, 0, 0) }

  deinit {
    sem_destroy(pointer)
    pointer.deallocate()
  }

  /// Lets one waiting thread go on, or the next that waits.
  public func signal() { sem_post(pointer) }

  /// Waits for a signal; an interrupted wait goes on.
  public func wait() { while sem_wait(pointer) != 0 {} }
}
