/// An LRU cache of blocks by number.
struct BlockCache {
  private let capacity: Int
  private var blocks: [UInt64: (bytes: [UInt8], used: Int)] = [:]
  private var clock = 0

  /// - Parameter capacity: the number of blocks, at least one.
  init(capacity: Int) {
    self.capacity = capacity
  }

  /// Returns a cached block and marks it as recently used.
  mutating func block(_ number: UInt64) -> [UInt8]? {
    clock += 1
    blocks[number]?.used = clock
    return blocks[number]?.bytes
  }

  /// Inserts a block, and evicts the least recently used one if the cache is full.
  mutating func keep(_ bytes: [UInt8], as number: UInt64) {
    clock += 1
    blocks[number] = (bytes, clock)
    guard blocks.count > capacity, let oldest = blocks.min(by: { $0.value.used < $1.value.used }) else {
      return
    }
    blocks[oldest.key] = nil
  }
}
