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
