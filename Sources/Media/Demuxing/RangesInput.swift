import Channels
import MovieBoxes
import Synchronization

/// Bytes that lie elsewhere as a demuxer's input. The demuxer's thread waits while a task reads.
final class RangesInput: DemuxerInput {
  private struct State {
    var reading: Task<Void, Never>?
    var isCancelled = false
  }
  private let ranges: any ByteRanges
  private let state = Mutex(State())

  init(_ ranges: any ByteRanges) throws {
    guard ranges.size > 0 else { throw MediaError(.invalidInput, ranges.name, "is empty") }
    self.ranges = ranges
  }

  var name: String { ranges.name }
  var size: UInt64? { ranges.size }

  func read(into target: UnsafeMutableRawBufferPointer, at offset: UInt64) throws -> Int {
    let bytes = try read(target.count, at: offset)
    bytes.withUnsafeBytes { target.copyMemory(from: $0) }
    return bytes.count
  }

  /// Walks the top-level boxes only: what is in the index the demuxer reads for itself.
  func scan() throws -> MovieScan {
    var walk = MovieWalk(size: ranges.size, countsFragments: false)
    while let wanted = walk.wanted {
      let bytes = wanted.count <= 16 ? try read(wanted.count, at: wanted.lowerBound) : []
      walk.step { offset, count in
        guard offset >= wanted.lowerBound else { return [] }
        return Array(bytes.dropFirst(Int(offset - wanted.lowerBound)).prefix(count))
      }
    }
    return walk.scan ?? .notAMovie
  }

  func cancel() {
    state.withLock { state in
      state.isCancelled = true
      state.reading?.cancel()
    }
  }

  private func read(_ count: Int, at offset: UInt64) throws -> [UInt8] {
    guard offset < ranges.size else { return [] }
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
