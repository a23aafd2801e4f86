import Glibc

/// POSIX's semaphore.
final class Semaphore: @unchecked Sendable {
  private let pointer = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init(_ value: Int) { sem_init(pointer, 0, UInt32(value)) }

  deinit {
    sem_destroy(pointer)
    pointer.deallocate()
  }

  func signal() { sem_post(pointer) }

  /// Waits for a signal; an interrupted wait goes on.
  func wait() { while sem_wait(pointer) != 0 {} }
}
