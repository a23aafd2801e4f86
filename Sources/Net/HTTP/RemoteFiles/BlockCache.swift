/// Blocks of bytes by their number; of those that are too many, the one that was used longest ago goes.
struct BlockCache {
  private let capacity: Int
  private var blocks: [UInt64: (bytes: [UInt8], used: Int)] = [:]
  private var clock = 0

  /// - Parameter capacity: how many blocks are kept, at least one.
  init(capacity: Int) {
    self.capacity = capacity
  }

  /// A block that is kept.
  mutating func block(_ number: UInt64) -> [UInt8]? {
    clock += 1
    blocks[number]?.used = clock
    return blocks[number]?.bytes
  }

  /// Keeps a block.
  mutating func keep(_ bytes: [UInt8], as number: UInt64) {
    clock += 1
    blocks[number] = (bytes, clock)
    guard blocks.count > capacity, let oldest = blocks.min(by: { $0.value.used < $1.value.used }) else {
      return
    }
    blocks[oldest.key] = nil
  }
}
