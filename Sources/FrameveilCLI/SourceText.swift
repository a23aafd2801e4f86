import Dispatch
import Media
import Synchronization

/// A text that is read once, from front to back, wherever it lies. Reading blocks: only for threads of one's own.
final class SourceText: Sendable {
  private enum Place: Sendable {
    case file(FileBytes)
    case ranges(any ByteRanges)
  }
  private let place: Place
  private let position = Mutex<UInt64>(0)
  private let fetching = Mutex<Task<Void, Never>?>(nil)
  private let fetched = Mutex<Result<[UInt8], any Error>>(.success([]))
  private static let block = 256 << 10

  /// Opens it.
  init(_ address: Address) async throws {
    switch address {
    case .file(let path): place = .file(try FileBytes(argument: path))
    case .standard: place = .file(try FileBytes(argument: "-"))
    case .object, .url:
      guard case .ranges(let ranges) = try await address.input() else { preconditionFailure("not remote") }
      place = .ranges(ranges)
    }
  }

  /// Appends the next block to an empty buffer; nothing at the end.
  func fill(_ bytes: inout [UInt8]) throws {
    switch place {
    case .file(let file): try file.fill(&bytes)
    case .ranges(let ranges): bytes = try fetch(from: ranges)
    }
  }

  /// Ends a waiting `fill`.
  func cancel() { fetching.withLock { $0?.cancel() } }

  private func fetch(from ranges: any ByteRanges) throws -> [UInt8] {
    let offset = position.withLock { $0 }
    let done = DispatchSemaphore(value: 0)
    let task = Task {
      let result: Result<[UInt8], any Error>
      do {
        result = .success(try await ranges.read(Self.block, at: offset))
      } catch {
        result = .failure(error)
      }
      fetched.withLock { $0 = result }
      done.signal()
    }
    fetching.withLock { $0 = task }
    done.wait()
    let bytes = try fetched.withLock { try $0.get() }
    position.withLock { $0 += UInt64(bytes.count) }
    return bytes
  }
}
