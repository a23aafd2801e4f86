import Core
public import Detections
import Geometry
import Media

/// Samples of a paginated response. A page is fetched when the tracker needs it, so the first frame does not
/// wait for the whole response, and memory does not grow with it.
///
/// When pagination restarts, the samples that were already returned are skipped; they must be equal.
public actor PageSamples: SampleSource {
  private let executor = ThreadExecutor(name: "frameveil-pages")
  /// A dedicated thread, since reading blocks until a page arrives.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let pages: any ResponsePages
  private let feed: PageFeed
  private let subjects: Subjects
  private let minConfidence: Double
  private var stream: DetectionStream
  private var metadata: VideoMetadata?
  private var isOpen = false
  /// The sample that was read but not returned yet.
  private var waiting: DetectionSample?
  /// The last sample read, and the number of samples read.
  private var last: DetectionSample?
  private var count = 0

  /// - Parameter minConfidence: boxes below this confidence (0...100) are dropped.
  public init(_ pages: any ResponsePages, subjects: Subjects, minConfidence: Double) {
    self.pages = pages
    self.subjects = subjects
    self.minConfidence = minConfidence
    feed = PageFeed(pages)
    stream = Self.stream(feed, subjects, minConfidence)
  }

  /// The number of boxes read and dropped so far.
  public var counted: DetectionTimeline.Counts { stream.counts }
  /// The selected labels that the response has not contained so far.
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

  func observe(_ frame: TimedFrame, sceneStart: SceneStart) {}

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

  /// Whether the response has no samples. Reads only the first page if that has one.
  public func isEmpty() async throws -> Bool {
    try await open()
    if waiting == nil { waiting = try await read() }
    return waiting == nil
  }

  /// Reads the first page, which has the video metadata.
  private func open() async throws {
    guard !isOpen else { return }
    isOpen = true
    guard let first = try await pages.next() else { return }
    metadata = try naming { () throws(DetectionError) in try PageHead(reading: first) }.metadata
    feed.putBack(first)
  }

  /// The next sample that was not returned before; nil at the end of the response.
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

  /// Checks the order and the number of samples at the end of the response.
  private func end(_ passed: Int) throws -> DetectionSample? {
    guard stream.isInOrder else {
      throw UserError(
        .invalidInput, pages.name, "has timestamps that are not in ascending order",
        remedy: "save the response to a file and pass it with --detections")
    }
    guard passed == count else { throw changed }
    return nil
  }

  private var changed: UserError {
    UserError(
      .invalidInput, pages.name, "changed while its pages were fetched again", remedy: "start a new job")
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
