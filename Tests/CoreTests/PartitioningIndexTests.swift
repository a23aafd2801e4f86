import Core
import Testing

@Suite struct PartitioningIndexTests {
  @Test func `it is the first place from which all elements satisfy the condition`() {
    for count in 0...9 {
      for first in 0...count {
        let values = (0..<count).map { $0 < first ? 0 : 1 }
        #expect(values.partitioningIndex { $0 == 1 } == first)
        // A slice has its own first index.
        #expect(([7, 7] + values).dropFirst(2).partitioningIndex { $0 == 1 } == first + 2)
      }
    }
  }
}
