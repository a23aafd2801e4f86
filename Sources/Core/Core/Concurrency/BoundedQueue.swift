/// A queue that holds at most `capacity` elements and can be closed: the value behind a `BoundedChannel`.
struct BoundedQueue<Element> {
  enum Taken {
    case element(Element)
    /// Nothing now; more may come.
    case nothing
    /// Nothing, and nothing comes.
    case end
  }

  private var elements: [Element] = []
  private var isClosed = false
  private let capacity: Int

  init(capacity: Int) {
    precondition(capacity > 0, "a queue holds at least one element")
    self.capacity = capacity
  }

  /// Adds an element; false when there is no room.
  mutating func add(_ element: Element) -> Bool {
    precondition(!isClosed, "an element was sent after the end")
    guard elements.count < capacity else { return false }
    elements.append(element)
    return true
  }

  /// Takes the oldest element.
  mutating func take() -> Taken {
    if !elements.isEmpty { return .element(elements.removeFirst()) }
    return isClosed ? .end : .nothing
  }

  /// Says that nothing more comes.
  mutating func close() { isClosed = true }
}
