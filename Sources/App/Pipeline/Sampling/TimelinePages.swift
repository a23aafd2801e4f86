import Core
public import Detections
import Dispatch
import Media
import Synchronization

/// Reads all pages of a response before the first frame. Face matching needs this: a match applies to all
/// samples of that person, on any page.
public actor TimelinePages {
  private let executor = ThreadExecutor(name: "frameveil-pages")
  /// A dedicated thread, since reading blocks until a page arrives.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let pages: any ResponsePages
  private let feed: PageFeed

  /// - Parameter pages: a response of which no page was read yet.
  public init(_ pages: any ResponsePages) {
    self.pages = pages
    feed = PageFeed(pages)
  }

  /// Reads all samples of the selected subjects, without boxes below `minConfidence` (0...100).
  ///
  /// - Parameter faces: the named faces to match.
  public func read(
    _ subjects: Subjects, faces: [NamedFace], minConfidence: Double
  ) async throws -> DetectionTimeline {
    try await withTaskCancellationHandler {
      while true {
        do {
          var reader = DetectionReader(subjects: subjects, faces: faces) { [feed] in try feed.fill(&$0) }
          return try DetectionTimeline(reading: &reader, minConfidence: minConfidence)
        } catch let error as DetectionError {
          if error.cause is PaginationRestarted { continue }
          throw error.cause
            ?? UserError(.invalidInput, pages.name, "\(error)", remedy: error.remedy)
        }
      }
    } onCancel: { [feed] in
      feed.cancel()
    }
  }
}

/// Bridges the asynchronous pages of a response to a synchronous reader. `fill` blocks, so the caller must
/// run on its own thread.
final class PageFeed: Sendable {
  private struct State {
    /// A page that was put back and is returned first.
    var first: [UInt8]?
    var fetch: Task<Void, Never>?
    var isCancelled = false
  }
  private let state = Mutex(State())
  private let pages: any ResponsePages

  init(_ pages: any ResponsePages) {
    self.pages = pages
  }

  /// Puts a page back as the next one.
  func putBack(_ page: [UInt8]) { state.withLock { $0.first = page } }

  /// Makes current and future calls of ``fill(_:)`` fail with `CancellationError`.
  func cancel() {
    state.withLock { state in
      state.isCancelled = true
      return state.fetch
    }?.cancel()
  }

  /// Replaces the empty buffer with the next page; leaves it empty after the last one.
  func fill(_ bytes: inout [UInt8]) throws {
    if let first = state.withLock({ $0.first.take() }) {
      bytes = first
    } else {
      bytes = try fetched()
    }
  }

  private func fetched() throws -> [UInt8] {
    let result = Mutex<Result<[UInt8], any Error>>(.success([]))
    let isDone = DispatchSemaphore(value: 0)
    let fetch = Task.detached { [pages] in
      do {
        let page = try await pages.next() ?? []
        result.withLock { $0 = .success(page) }
      } catch {
        result.withLock { $0 = .failure(error) }
      }
      isDone.signal()
    }
    let isCancelled = state.withLock { state in
      state.fetch = fetch
      return state.isCancelled
    }
    if isCancelled { fetch.cancel() }
    // Blocks the caller's own thread only: the detached task runs on others and always signals, and `cancel`
    // ends it early.
    isDone.wait()
    return try result.withLock { try $0.get() }
  }
}
