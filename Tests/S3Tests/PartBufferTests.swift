@testable import S3
import Testing

@Suite struct PartBufferTests {
  /// What S3 would make out of the parts, and their sizes in the order of their numbers.
  private static func object(_ parts: [PartBuffer.Part]) -> (bytes: [UInt8], sizes: [Int]) {
    let sorted = parts.sorted { $0.number < $1.number }
    #expect(sorted.map(\.number) == Array(1...max(1, parts.count)))
    return (sorted.flatMap(\.bytes), sorted.map(\.bytes.count))
  }

  private static func take(
    _ writes: [(offset: UInt64, bytes: [UInt8])], headSize: Int
  ) -> [PartBuffer.Part] {
    var buffer = PartBuffer(headSize: headSize)
    var parts: [PartBuffer.Part] = []
    for write in writes {
      parts += write.bytes.withUnsafeBytes { buffer.take($0, at: write.offset) }
    }
    return parts + buffer.takeRest()
  }

  @Test(arguments: [0, 1, 999, 1000, 1001, (5 << 20) + 999, (5 << 20) + 1000, (5 << 20) + 1001, 11 << 20])
  func `pieces become parts of the least size, and the object again`(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    let pieces = stride(from: 0, to: count, by: 700_001).map {
      (UInt64($0), Array(bytes[$0..<min(count, $0 + 700_001)]))
    }
    let object = Self.object(Self.take(pieces, headSize: 1000))
    #expect(object.bytes == bytes)
    #expect(object.sizes.dropFirst().dropLast().allSatisfy { $0 == PartPlan.leastSize })
  }

  @Test func `the first part is rewritten until the end`() {
    var bytes = [UInt8](repeating: 7, count: 6 << 20)
    let parts = Self.take(
      [(0, bytes), (990, [1, 2, 3]), (0, [9]), (1022, [4, 5])], headSize: 1024)
    bytes.replaceSubrange(990..<993, with: [1, 2, 3])
    bytes[0] = 9
    bytes.replaceSubrange(1022..<1024, with: [4, 5])
    #expect(Self.object(parts).bytes == bytes)
  }

  @Test func `ten thousand parts reach the largest object`() {
    let sizes = (1...PartPlan.mostParts).map(PartPlan.size(ofPart:))
    #expect(sizes.first == 5 << 20)
    #expect(sizes.allSatisfy { (5 << 20...5 << 30).contains($0) })
    #expect(sizes.reduce(0, +) > 5 * 977_000_000_000)
  }
}
