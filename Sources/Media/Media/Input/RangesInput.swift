import Core
import MP4Parsing
import Synchronization

/// Remote bytes as a demuxer's input. The demuxer's thread waits while a task reads.
///
/// The most recently used blocks are cached, since a demuxer seeks back and forth between tracks, and back to
/// the beginning after probing.
final class RangesInput: DemuxerInput {
  private struct State {
    var reading: Task<Void, Never>?
    var isCancelled = false
    /// The cached blocks, the most recently used last.
    var blocks: [(number: UInt64, bytes: [UInt8])] = []
  }
  private let ranges: any ByteRanges
  private let state = Mutex(State())

  init(_ ranges: any ByteRanges) throws {
    guard ranges.size > 0 else {
      throw UserError(.invalidInput, ranges.name, "is empty", remedy: "copy it again from its source")
    }
    self.ranges = ranges
  }

  var name: String { ranges.name }
  var size: UInt64? { ranges.size }

  private static let blockSize: UInt64 = 32 << 10
  private static let blocksKept = 64

  func read(into target: UnsafeMutableRawBufferPointer, at offset: UInt64) throws -> Int {
    let bytes = try read(target.count, at: offset)
    bytes.withUnsafeBytes { target.copyMemory(from: $0) }
    return bytes.count
  }

  /// Scans the top-level boxes only; the demuxer reads the index itself.
  func scan() throws -> MovieScan {
    var walk = MovieWalk(size: ranges.size, passesFragments: false)
    while let wanted = walk.wanted {
      let bytes = wanted.count <= 16 ? try fetched(wanted) : []
      walk.step { offset, count in
        guard offset >= wanted.lowerBound else { return [] }
        return Array(bytes.dropFirst(Int(offset - wanted.lowerBound)).prefix(count))
      }
    }
    return walk.scan ?? .notAMovie
  }

  /// Reads a short range, which may span two blocks.
  private func fetched(_ range: Range<UInt64>) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < range.count {
      let more = try read(range.count - bytes.count, at: range.lowerBound + UInt64(bytes.count))
      if more.isEmpty { break }
      bytes += more
    }
    return bytes
  }

  func cancel() {
    // Without the lock, since cancelling runs the cancellation handlers of `ranges`.
    state.withLock { state in
      state.isCancelled = true
      return state.reading
    }?.cancel()
  }

  /// The part of a range that lies in its first block.
  private func read(_ count: Int, at offset: UInt64) throws -> ArraySlice<UInt8> {
    guard offset < ranges.size else { return [] }
    let block = try block(offset / Self.blockSize)
    return block.dropFirst(Int(offset % Self.blockSize)).prefix(count)
  }

  private func block(_ number: UInt64) throws -> [UInt8] {
    let kept: [UInt8]? = state.withLock { state in
      guard let place = state.blocks.firstIndex(where: { $0.number == number }) else { return nil }
      let block = state.blocks.remove(at: place)
      state.blocks.append(block)
      return block.bytes
    }
    if let kept { return kept }
    let start = number * Self.blockSize
    let bytes = try fetch(Int(min(Self.blockSize, ranges.size - start)), at: start)
    state.withLock { state in
      if state.blocks.count == Self.blocksKept { state.blocks.removeFirst() }
      state.blocks.append((number, bytes))
    }
    return bytes
  }

  private func fetch(_ count: Int, at offset: UInt64) throws -> [UInt8] {
    let bytes = try wait(for: count, at: offset)
    guard bytes.count == count else {
      throw UserError(
        .inputOutput, name, "returned \(bytes.count) bytes at offset \(offset) instead of \(count)",
        remedy: "run again; if the error persists, copy it to a local file and use that")
    }
    return bytes
  }

  private func wait(for count: Int, at offset: UInt64) throws -> [UInt8] {
    let outcome = Outcome()
    let task = Task { [ranges] in
      do {
        outcome.set(.success(try await ranges.read(count, at: offset)))
      } catch {
        outcome.set(.failure(error))
      }
    }
    let isCancelled = state.withLock { state in
      state.reading = task
      return state.isCancelled
    }
    if isCancelled { task.cancel() }
    defer { state.withLock { $0.reading = nil } }
    // Blocks the demuxer's own thread only: the task runs on others and always sets an outcome, and `cancel`
    // ends it early.
    return try outcome.wait().get()
  }
}

/// Passes the result of a task to the thread that waits for it.
private final class Outcome: Sendable {
  private let result = Mutex<Result<[UInt8], any Error>>(.success([]))
  private let isSet = ThreadSemaphore()

  func set(_ result: Result<[UInt8], any Error>) {
    self.result.withLock { $0 = result }
    isSet.signal()
  }

  func wait() -> Result<[UInt8], any Error> {
    isSet.wait()
    return result.withLock { $0 }
  }
}
