import Synchronization

/// Carries elements from one task to another, at most `capacity` at a time.
///
/// Back-pressure: a sender waits while the channel is full. Consumers: one, and one sender. If the consumer
/// leaves, the sender waits until its task is cancelled; if the sender leaves without `finish()`, so does the
/// consumer: both run in one task group, whose failure cancels them. A cancelled task throws at once.
public final class BoundedChannel<Element: Sendable>: Sendable {
  private let queue: Mutex<BoundedQueue<Element>>
  private let filled = AsyncEvent()
  private let drained = AsyncEvent()

  /// Makes an empty channel.
  public init(capacity: Int) {
    queue = Mutex(BoundedQueue(capacity: capacity))
  }

  /// Sends an element, when there is room.
  public func send(_ element: Element) async throws {
    while true {
      try Task.checkCancellation()
      if queue.withLock({ $0.add(element) }) { return filled.notify() }
      await drained.wait()
    }
  }

  /// The next element, when there is one; nil at the end.
  public func receive() async throws -> Element? {
    while true {
      try Task.checkCancellation()
      switch queue.withLock({ $0.take() }) {
      case .element(let element):
        drained.notify()
        return element
      case .end: return nil
      case .nothing: await filled.wait()
      }
    }
  }

  /// Ends the channel once everything sent was received.
  public func finish() {
    queue.withLock { $0.close() }
    filled.notify()
  }
}
