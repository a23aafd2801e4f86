import Core
public import Detections
import Media

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
