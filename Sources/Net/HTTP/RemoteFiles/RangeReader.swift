public import Core

/// Reads a thing far away at any offset, by few requests.
///
/// A demuxer goes to and fro between tracks, and each way is mostly onward. So some answers are kept open at the
/// places where reading stands, and the client reads ahead in each (some 1.3 MiB). What is a little further on is
/// reached by reading what lies between; for anything else a request is made, and the answer that was used
/// longest ago is let go. Bytes come and are kept in blocks, so that boxes which are looked at repeatedly, and
/// tracks that lie close together, are received once.
public actor RangeReader: ByteRanges {
  /// A block, in bytes.
  static let block: UInt64 = 64 << 10
  /// Blocks that are kept: 4 MiB.
  static let keptBlocks = 64
  /// How many blocks are passed over rather than asking again: what a request costs in time, at 100 Mbit/s.
  static let passedBlocks: UInt64 = 4

  private let object: RemoteObject
  private let retries: RetryPolicy
  private let openStreams: Int
  private var cache = BlockCache(capacity: RangeReader.keptBlocks)
  /// The one used last stands last.
  private var streams: [RangeStream] = []
  /// The blocks that were received. It grows with what comes, not with the size that the other side states.
  private var seen = RangeSet<UInt64>()
  private var counted = RangeCounters()

  /// Reads an object.
  ///
  /// - Parameters:
  ///   - openStreams: how many answers are kept open, at least one.
  ///   - first: an answer for the bytes from 0 on that is there already; it was checked.
  public init(
    _ object: RemoteObject, retries: RetryPolicy = .standard, openStreams: Int = 3, first: HTTPResponse? = nil
  ) {
    precondition(openStreams > 0, "at least one answer must be open to be read")
    (self.object, self.retries, self.openStreams) = (object, retries, openStreams)
    guard let first else { return }
    streams = [RangeStream(object, from: 0, first)]
    counted.requests = 1
  }

  /// How messages name it.
  public nonisolated var name: String { object.name }
  /// How many bytes there are.
  public nonisolated var size: UInt64 { object.size }
  /// What tells it from another version.
  public nonisolated var validators: Validators { object.validators }

  /// What reading cost so far.
  public var tally: RangeCounters { counted }

  /// Reads bytes, out of what is kept or is open where it can.
  ///
  /// - Throws: `UserError` where the object is another one meanwhile or cannot be read after all attempts.
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

  /// The stream that comes to a block soonest, or a new one; it stands at the start of a block.
  private func stream(for number: UInt64) -> RangeStream {
    let near = streams.indices.filter { index in
      let next = streams[index].position / Self.block
      return next <= number && number - next <= Self.passedBlocks
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
    // Of a whole block: an answer that always breaks after a few bytes would never end.
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
      // It stands inside a block, whose start is lost.
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
