import Core
public import Detections
import Geometry
import Media

/// Samples out of an answer that arrives page by page, each page asked for when the tracker needs it, so that
/// neither time nor memory is spent on the whole before the first frame.
///
/// Where the pages start again, the samples that were given already are passed over, and must be the same.
public actor PageSamples: SampleSource {
  private let executor = ThreadExecutor(name: "frameveil-pages")
  /// The actor's own thread: reading waits for pages.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let pages: any ResponsePages
  private let feed: PageFeed
  private let subjects: Subjects
  private let minConfidence: Double
  private var stream: DetectionStream
  private var metadata: VideoMetadata?
  private var isOpen = false
  /// Read, and not given yet.
  private var waiting: DetectionSample?
  /// The latest that was read, and how many.
  private var last: DetectionSample?
  private var count = 0

  /// Makes a source of what is chosen; boxes below `minConfidence` (0...100) are left out.
  public init(_ pages: any ResponsePages, subjects: Subjects, minConfidence: Double) {
    self.pages = pages
    self.subjects = subjects
    self.minConfidence = minConfidence
    feed = PageFeed(pages)
    stream = Self.stream(feed, subjects, minConfidence)
  }

  /// What was read and what was left out, as far as the answer is read.
  public var counted: DetectionTimeline.Counts { stream.counts }
  /// The chosen labels that the answer does not name, as far as it is read.
  public var labelsNotFound: [String] { stream.labelsNotFound }

  var counts: SampleCounts {
    let counts = stream.counts
    return SampleCounts(
      samples: count, boxes: counts.boxesRead - counts.boxesDropped, dropped: counts.boxesDropped)
  }

  func provided() async throws -> ProvidedVideo? {
    try await open()
    return ProvidedVideo(metadata: metadata, last: last?.time)
  }

  func show(_ frame: TimedFrame) {}

  func next(upTo time: MediaTime) async throws -> DetectionSample? {
    try await open()
    if waiting == nil { waiting = try await read() }
    guard let sample = waiting, sample.time <= time else { return nil }
    waiting = nil
    return sample
  }

  func finish() async throws {
    while try await read() != nil {}
  }

  /// Whether the answer holds nothing at all; reads no more of it than its first page, where that has a sample.
  public func isEmpty() async throws -> Bool {
    try await open()
    if waiting == nil { waiting = try await read() }
    return waiting == nil
  }

  /// Reads page one, which tells of the video.
  private func open() async throws {
    guard !isOpen else { return }
    isOpen = true
    guard let first = try await pages.next() else { return }
    metadata = try naming { () throws(DetectionError) in try PageHead(reading: first) }.metadata
    feed.putBack(first)
  }

  /// The next sample that was not read before.
  private func read() async throws -> DetectionSample? {
    try await withTaskCancellationHandler {
      var passed = count
      while true {
        do {
          guard let sample = try stream.next() else { return try end(passed) }
          guard passed == count else {
            passed += 1
            if passed == count, sample != last { throw changed }
            continue
          }
          (last, count) = (sample, count + 1)
          return sample
        } catch let error as DetectionError where error.cause is PaginationRestarted {
          stream = Self.stream(feed, subjects, minConfidence)
          passed = 0
        } catch let error as DetectionError {
          throw error.cause ?? refusal(error)
        }
      }
    } onCancel: { [feed] in
      feed.cancel()
    }
  }

  /// Makes sure that the end of the answer is one.
  private func end(_ passed: Int) throws -> DetectionSample? {
    guard stream.isInOrder else {
      throw UserError(
        .invalidInput, pages.name, "has a time that is before the one in front of it",
        remedy: "get it as a file, and give that with --detections")
    }
    guard passed == count else { throw changed }
    return nil
  }

  private var changed: UserError {
    UserError(
      .invalidInput, pages.name, "is not the same when its pages are read again", remedy: "start a new job")
  }

  private func naming<Value>(_ read: () throws(DetectionError) -> Value) throws -> Value {
    do { return try read() } catch { throw refusal(error) }
  }

  private func refusal(_ error: DetectionError) -> UserError {
    UserError(.invalidInput, pages.name, "\(error)", remedy: error.remedy)
  }

  private static func stream(
    _ feed: PageFeed, _ subjects: Subjects, _ minConfidence: Double
  ) -> DetectionStream {
    DetectionStream(
      reading: DetectionReader(subjects: subjects) { try feed.fill(&$0) }, minConfidence: minConfidence)
  }
}
