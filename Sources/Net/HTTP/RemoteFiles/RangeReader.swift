public import Core

/// Random access to a remote object with few range requests.
///
/// A demuxer alternates between tracks and reads each mostly sequentially. So several responses are kept open at the
/// read positions, and the client reads ahead in each (about 1.3 MiB). A short forward seek reads and caches the bytes
/// between; any other seek sends a request, and the least recently used response is closed. Bytes are received and
/// cached in blocks, so that boxes read repeatedly and tracks close together are received once.
public actor RangeReader: ByteRanges {
  /// The block size in bytes.
  static let block: UInt64 = 64 << 10
  /// The cache size in blocks: 4 MiB.
  static let cachedBlocks = 64
  /// The longest forward seek in blocks without a new request: about the latency of a request, at 100 Mbit/s.
  static let maximumSkippedBlocks: UInt64 = 4

  private let object: RemoteObject
  private let retries: RetryPolicy
  private let openStreams: Int
  private var cache = BlockCache(capacity: RangeReader.cachedBlocks)
  /// In order of use, the most recently used last.
  private var streams: [RangeStream] = []
  /// The blocks received. Its memory grows with the bytes received, not with the size claimed by the server.
  private var seen = RangeSet<UInt64>()
  private var counted = RangeCounters()

  /// - Parameters:
  ///   - openStreams: the maximum number of open responses, at least one.
  ///   - first: a verified response for `bytes=0-`, if there is one.
  public init(
    _ object: RemoteObject, retries: RetryPolicy = .standard, openStreams: Int = 3, first: HTTPResponse? = nil
  ) {
    precondition(openStreams > 0, "openStreams must be at least 1")
    (self.object, self.retries, self.openStreams) = (object, retries, openStreams)
    guard let first else { return }
    streams = [RangeStream(object, from: 0, first)]
    counted.requests = 1
  }

  public nonisolated var name: String { object.name }
  public nonisolated var size: UInt64 { object.size }
  public nonisolated var validators: Validators { object.validators }

  /// The statistics so far.
  public var counters: RangeCounters { counted }

  /// Reads bytes from the cache, from an open response, or with a new request.
  ///
  /// - Throws: `UserError` if the object has changed or cannot be read after all retries, `CancellationError`.
  public func read(_ count: Int, at offset: UInt64) async throws -> [UInt8] {
    let end = min(size, offset.addingReportingOverflow(UInt64(max(0, count))).partialValue)
    guard offset < end else { return [] }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Int(end - offset))
    do {
      for number in offset / Self.block...(end - 1) / Self.block {
        let block = try await block(number)
        let start = number * Self.block
        bytes += block[Int(max(offset, start) - start)..<Int(min(end - start, UInt64(block.count)))]
      }
    } catch {
      throw UserError.reading(name, error)
    }
    return bytes
  }

  private func block(_ number: UInt64) async throws -> [UInt8] {
    if let block = cache.block(number) { return block }
    let stream = stream(for: number)
    while true {
      let next = stream.position / Self.block
      let block = try await nextBlock(of: stream)
      cache.keep(block, as: next)
      if next == number { return block }
    }
  }

  /// The open stream closest before a block, or a new one. Its position is the start of a block.
  private func stream(for number: UInt64) -> RangeStream {
    let near = streams.indices.filter { index in
      let next = streams[index].position / Self.block
      return next <= number && number - next <= Self.maximumSkippedBlocks
    }
    let stream: RangeStream
    if let nearest = near.max(by: { streams[$0].position < streams[$1].position }) {
      stream = streams.remove(at: nearest)
    } else {
      stream = RangeStream(object, from: number * Self.block)
      if streams.count == openStreams { streams.removeFirst() }
    }
    streams.append(stream)
    return stream
  }

  private func nextBlock(of stream: RangeStream) async throws -> [UInt8] {
    let number = stream.position / Self.block
    let length = Int(min(Self.block, size - stream.position))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(length)
    // Counted per block: if each response breaks after a few bytes, retries must still end.
    var failures = 0
    do {
      while bytes.count < length {
        if stream.isClosed { counted.requests += 1 }
        do {
          try await stream.take(length - bytes.count, into: &bytes)
        } catch {
          failures += 1
          try await retries.pause(after: failures, error)
        }
      }
    } catch {
      // The stream is inside a block whose first bytes are lost.
      streams.removeAll { $0 === stream }
      throw error
    }
    if stream.position == size { streams.removeAll { $0 === stream } }
    counted.received += UInt64(length)
    if seen.contains(number) { counted.repeated += UInt64(length) }
    seen.insert(contentsOf: number..<number + 1)
    return bytes
  }
}

/// Statistics of a `RangeReader`.
public struct RangeCounters: Sendable, Equatable {
  /// Requests sent.
  public var requests = 0
  /// Bytes received.
  public var received: UInt64 = 0
  /// Bytes received more than once; part of `received`.
  public var repeated: UInt64 = 0
}

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
