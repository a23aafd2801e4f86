import Core
import MovieBoxes
import Synchronization

/// Bytes that lie elsewhere as a demuxer's input. The demuxer's thread waits while a task reads.
///
/// The last blocks that were read are kept: a demuxer goes to and fro between tracks, and from what it has looked at
/// back to the beginning.
final class RangesInput: DemuxerInput {
  private struct State {
    var reading: Task<Void, Never>?
    var isCancelled = false
    /// The last read comes last.
    var blocks: [(number: UInt64, bytes: [UInt8])] = []
  }
  private let ranges: any ByteRanges
  private let state = Mutex(State())

  init(_ ranges: any ByteRanges) throws {
    guard ranges.size > 0 else {
      throw UserError(.invalidInput, ranges.name, "is empty", remedy: "copy it again from where it came")
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

  /// Walks the top-level boxes only: what is in the index the demuxer reads for itself.
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

  /// A few bytes, which may lie in two blocks.
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
    state.withLock { state in
      state.isCancelled = true
      state.reading?.cancel()
    }
  }

  /// What is there of a range in the block in which it begins.
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
        .inputOutput, name, "gave \(bytes.count) bytes from byte \(offset) on instead of \(count)",
        remedy: "run again; if it stays so, copy it to a file and name that")
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
    return try outcome.wait().get()
  }
}

/// What a task leaves for the thread that waits for it.
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
