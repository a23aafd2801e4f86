import FrameveilTesting
@testable import S3
import Testing

@Suite struct PartBufferTests {
  /// The object that S3 would assemble from the parts, and the part sizes in order.
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
  func `writes are split into parts of the minimum size`(count: Int) {
    let bytes = ByteArrays.mixed(count)
    let writes = stride(from: 0, to: count, by: 700_001).map {
      (UInt64($0), Array(bytes[$0..<min(count, $0 + 700_001)]))
    }
    let object = Self.object(Self.take(writes, headSize: 1000))
    #expect(ByteArrays.areEqual(object.bytes, bytes))
    #expect(object.sizes.dropFirst().dropLast().allSatisfy { $0 == PartPlan.minSize })
  }

  @Test func `the first part can be overwritten until the end`() {
    var bytes = [UInt8](repeating: 7, count: 6 << 20)
    let parts = Self.take(
      [(0, bytes), (990, [1, 2, 3]), (0, [9]), (1022, [4, 5])], headSize: 1024)
    bytes.replaceSubrange(990..<993, with: [1, 2, 3])
    bytes[0] = 9
    bytes.replaceSubrange(1022..<1024, with: [4, 5])
    #expect(ByteArrays.areEqual(Self.object(parts).bytes, bytes))
  }

  @Test func `10,000 parts reach the maximum object size`() {
    let sizes = (1...PartPlan.maxParts).map(PartPlan.size(ofPart:))
    #expect(sizes.first == 5 << 20)
    #expect(sizes.allSatisfy { (5 << 20...5 << 30).contains($0) })
    #expect(sizes.reduce(0, +) > 5 * 977_000_000_000)
  }
}
