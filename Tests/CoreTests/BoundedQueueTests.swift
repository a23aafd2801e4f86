@testable import Core
import Testing

@Suite struct BoundedQueueTests {
  private func taken(_ queue: inout BoundedQueue<Int>) -> String {
    switch queue.take() {
    case .element(let element): "\(element)"
    case .empty: "nothing"
    case .end: "end"
    }
  }

  @Test func `elements are taken in FIFO order`() {
    var queue = BoundedQueue<Int>(capacity: 3)
    for element in 1...3 { _ = queue.add(element) }
    let found = (1...4).map { _ in taken(&queue) }
    #expect(found == ["1", "2", "3", "nothing"])
  }

  @Test(arguments: 1...5) func `it holds at most its capacity`(capacity: Int) {
    var queue = BoundedQueue<Int>(capacity: capacity)
    let added = (0..<7).map { queue.add($0) }
    #expect(added == (0..<7).map { $0 < capacity })
    _ = queue.take()
    let more = [queue.add(9), queue.add(10)]
    #expect(more == [true, false])
  }

  @Test func `the end comes after all elements`() {
    var queue = BoundedQueue<Int>(capacity: 2)
    _ = queue.add(1)
    queue.close()
    let found = (1...3).map { _ in taken(&queue) }
    #expect(found == ["1", "end", "end"])
  }
}
