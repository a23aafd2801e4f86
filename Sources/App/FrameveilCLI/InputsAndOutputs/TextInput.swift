import Core
import Detections
import Dispatch
import Media
import Synchronization

/// A blocking reader over several text files, local or remote, which are read once and in order.
///
/// `fill` blocks its thread, so it must run on a dedicated thread: see `SourceReading`.
final class TextInput: Sendable {
  private enum Place: Sendable {
    case file(FileReader)
    case ranges(any ByteRanges)

    static func open(_ address: Address) async throws -> Place {
      switch address {
      case .file(let path): return .file(try FileReader(argument: path))
      case .standard: return .file(try FileReader(argument: "-"))
      case .object, .url:
        guard case .ranges(let ranges) = try await address.input() else { preconditionFailure("not remote") }
        return .ranges(ranges)
      }
    }
  }
  private struct State {
    var place: Place?
    var position: UInt64 = 0
    var rest: ArraySlice<Address>
  }
  private let state: Mutex<State>
  /// The task that waits for the network, and whether `cancel` was called: also between two tasks, in which case
  /// the next one is cancelled at once.
  private let fetching = Mutex<(task: Task<Void, Never>?, isCancelled: Bool)>((nil, false))
  private static let block = 256 << 10

  /// Opens the first file.
  init(_ addresses: [Address]) async throws {
    var rest = addresses[...]
    var place: Place?
    if let first = rest.popFirst() { place = try await Place.open(first) }
    state = Mutex(State(place: place, rest: rest))
  }

  /// Replaces the buffer by the next block; by nothing at the end of the last file.
  func fill(_ bytes: inout [UInt8]) throws {
    while true {
      // Only one thread fills, so the state does not change between the locks, and no lock is held while it reads.
      let (place, position) = state.withLock { ($0.place, $0.position) }
      switch place {
      case nil: return
      case .file(let file): try file.fill(&bytes)
      case .ranges(let ranges): bytes = try waiting { try await ranges.read(Self.block, at: position) }
      }
      if !bytes.isEmpty { return state.withLock { $0.position += UInt64(bytes.count) } }
      let next = state.withLock { $0.rest.popFirst() }
      let opened = try next.map { address in try waiting { try await Place.open(address) } }
      state.withLock { ($0.place, $0.position) = (opened, 0) }
    }
  }

  /// Cancels a `fill` that waits for the network, and all later ones.
  func cancel() {
    fetching.withLock {
      $0.isCancelled = true
      $0.task?.cancel()
    }
  }

  private func waiting<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value
  {
    let done = DispatchSemaphore(value: 0)
    let outcome = Outcome<Value>()
    let task = Task {
      await outcome.take(body)
      done.signal()
    }
    fetching.withLock {
      $0.task = task
      if $0.isCancelled { task.cancel() }
    }
    // Blocks only the dedicated thread of `SourceReading`; the task runs on the pool and always signals.
    done.wait()
    return try outcome.get()
  }
}

/// The result of a task, for a thread that waits for it.
private final class Outcome<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>>(.failure(CancellationError()))

  func take(_ body: @Sendable () async throws -> Value) async {
    let taken: Result<Value, any Error>
    do {
      taken = .success(try await body())
    } catch {
      taken = .failure(error)
    }
    result.withLock { $0 = taken }
  }

  func get() throws -> Value { try result.withLock { try $0.get() } }
}

/// Reads text files on a dedicated thread, because reading blocks.
actor SourceReading {
  private let executor = ThreadExecutor(name: "frameveil-texts")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Opens files and lets `body` read them as one text. Cancellation ends a blocked read.
  func read<Value: Sendable>(
    _ addresses: [Address], _ body: @Sendable (TextInput) throws -> Value
  ) async throws -> Value {
    let text = try await TextInput(addresses)
    return try await withTaskCancellationHandler {
      try body(text)
    } onCancel: {
      text.cancel()
    }
  }
}
