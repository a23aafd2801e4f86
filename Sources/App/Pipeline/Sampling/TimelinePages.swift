import Core
public import Detections
import Media

/// Reads all pages of an answer before the first frame, for what one page cannot tell: who a face is counts for
/// all samples of that person.
public actor TimelinePages {
  private let executor = ThreadExecutor(name: "frameveil-pages")
  /// The actor's own thread: reading waits for pages.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let pages: any ResponsePages
  private let feed: PageFeed

  /// Makes a reader of an answer that nobody has begun to read.
  public init(_ pages: any ResponsePages) {
    self.pages = pages
    feed = PageFeed(pages)
  }

  /// All samples of what is chosen, without boxes below `minConfidence` (0...100).
  ///
  /// - Parameter faces: whom to look for among the faces that were matched by name.
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
