import Core
import Detections

/// A response with scripted pages and failures.
actor ScriptedPages: ResponsePages {
  enum Step: Sendable {
    case page([UInt8])
    case again
    case failure
    /// Waits until the task is cancelled.
    case never
  }
  struct Failure: Error {}

  nonisolated let name = "the response"
  /// Notified when a caller waits for a page that never comes.
  nonisolated let awaited = AsyncEvent()
  private var steps: ArraySlice<Step>
  private(set) var given = 0

  init(_ steps: [Step]) { self.steps = steps[...] }

  func next() async throws -> [UInt8]? {
    switch steps.popFirst() {
    case .page(let bytes):
      given += 1
      return bytes
    case .again: throw PaginationRestarted()
    case .failure: throw Failure()
    case .never:
      awaited.notify()
      try await Task.sleep(for: .seconds(3600))
      return nil
    case nil: return nil
    }
  }
}
