import Synchronization

/// A bounded channel from one producer task to one consumer task.
///
/// Back-pressure: `send` suspends while the channel holds `capacity` elements. If the consumer stops receiving, the
/// producer waits until its task is cancelled; if the producer stops without `finish()`, so does the consumer. Both
/// must therefore run in one task group, whose failure cancels them. A cancelled task throws at once.
public final class BoundedChannel<Element: Sendable>: Sendable {
  private let queue: Mutex<BoundedQueue<Element>>
  private let filled = AsyncEvent()
  private let drained = AsyncEvent()

  public init(capacity: Int) {
    queue = Mutex(BoundedQueue(capacity: capacity))
  }

  /// Sends an element; suspends while the channel is full.
  public func send(_ element: Element) async throws {
    while true {
      try Task.checkCancellation()
      if queue.withLock({ $0.add(element) }) { return filled.notify() }
      await drained.wait()
    }
  }

  /// Receives the next element; suspends while the channel is empty. Nil at the end.
  public func receive() async throws -> Element? {
    while true {
      try Task.checkCancellation()
      switch queue.withLock({ $0.take() }) {
      case .element(let element):
        drained.notify()
        return element
      case .end: return nil
      case .empty: await filled.wait()
      }
    }
  }

  /// Ends the channel; elements already sent are still received.
  public func finish() {
    queue.withLock { $0.close() }
    filled.notify()
  }
}

/// The state of a `BoundedChannel`: a queue of at most `capacity` elements that can be closed.
struct BoundedQueue<Element> {
  enum TakeResult {
    case element(Element)
    /// Empty, and not closed.
    case empty
    /// Empty and closed.
    case end
  }

  private var elements: [Element] = []
  private var isClosed = false
  private let capacity: Int

  init(capacity: Int) {
    precondition(capacity > 0, "capacity must be at least 1")
    self.capacity = capacity
  }

  /// Adds an element; false if the queue is full.
  mutating func add(_ element: Element) -> Bool {
    precondition(!isClosed, "an element was sent after finish()")
    guard elements.count < capacity else { return false }
    elements.append(element)
    return true
  }

  mutating func take() -> TakeResult {
    if !elements.isEmpty { return .element(elements.removeFirst()) }
    return isClosed ? .end : .empty
  }

  mutating func close() { isClosed = true }
}
