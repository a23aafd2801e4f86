import Core
import Detections
public import FaceDetection
import Geometry
import Media
import Pipeline
import Synchronization
import Tracking

/// Runs the embedded detector on videos.
public struct FaceScan: Sendable {
  private let model: ModelFile
  private var options: DetectionOptions
  private let decodeThreads: Int

  public init(model: ModelFile, options: DetectionOptions, decodeThreads: Int) {
    self.model = model
    self.options = options
    self.options.findsLandmarks = true
    self.decodeThreads = decodeThreads
  }

  /// The faces of a video, with person indices if `includesPersons`.
  func findings(in video: any ByteRanges, includesPersons: Bool) async throws -> Findings {
    // One task calls `begin` and `take` in turn, so the lock is never waited for; the accumulator calls
    // nobody back.
    let accumulator = Mutex(Accumulator(includesPersons: includesPersons))
    _ = try await job(over: video).run(
      begin: { video in accumulator.withLock { $0.begin(video) } },
      take: { sample in accumulator.withLock { $0.take(sample) } }, progress: { _, _, _ in })
    try Task.checkCancellation()
    guard let findings = accumulator.withLock({ $0.finish() }) else {
      throw UserError(.internalFailure, video.name, "was not opened")
    }
    return findings
  }

  private func job(over bytes: any ByteRanges) throws -> DetectJob {
    let reader = try MediaReader(input: .ranges(bytes), options: .init(decodeThreads: decodeThreads))
    return DetectJob(reader: reader, model: model, options: options, allowsDamage: false)
  }
}

/// Collects the results of a run over a video.
private struct Accumulator {
  private let includesPersons: Bool
  private var findings: Findings?
  private var indexer = PersonIndexer()

  init(includesPersons: Bool) {
    self.includesPersons = includesPersons
  }

  mutating func begin(_ video: MediaDescription) {
    let properties = VideoProperties(
      metadata: VideoMetadata(video), isFullRange: video.format.colour.isFullRange)
    findings = Findings(of: properties, includesPersons: includesPersons)
  }

  mutating func take(_ sample: DetectionSample) {
    guard includesPersons else {
      findings?.append(sample)
      return
    }
    for (sample, persons) in indexer.add(sample) { findings?.append(sample, persons: persons) }
  }

  mutating func finish() -> Findings? {
    for (sample, persons) in indexer.finish() { findings?.append(sample, persons: persons) }
    findings?.finish()
    return findings
  }
}

/// Assigns person indices to faces: the number of the track that a face belongs to.
///
/// A track is final only some seconds later, when its gaps are closed, so samples are returned with a delay.
struct PersonIndexer {
  /// A sample with the person index of each face; nil if the tracker has none.
  typealias Indexed = (sample: DetectionSample, persons: [Int?])

  // Without margin and growth the redaction box at a sample is the smoothed face box.
  private var tracker = Tracker(TrackerOptions(coverage: 0.5, margin: 0))
  private var pending: [DetectionSample] = []

  /// The number of samples that are not final yet: those within the longest gap of a track.
  var waiting: Int { pending.count }

  /// Adds the next sample in order of time; returns the samples that are final now.
  mutating func add(_ sample: DetectionSample) -> [Indexed] {
    tracker.add(sample)
    pending.append(sample)
    return finalSamples()
  }

  /// Returns the remaining samples after the last one.
  mutating func finish() -> [Indexed] {
    tracker.finish()
    return finalSamples()
  }

  private mutating func finalSamples() -> [Indexed] {
    let ready = pending.prefix { $0.time < tracker.decidedUntil }
    pending.removeFirst(ready.count)
    return ready.map { ($0, persons(of: $0)) }
  }

  /// Each observation belongs to one track, whose box has the observation's confidence at this timestamp.
  /// With equal confidences the overlap decides.
  private mutating func persons(of sample: DetectionSample) -> [Int?] {
    var redactionBoxes = tracker.redactionBoxes(at: sample.time).filter { $0.reason == .sample }
    return sample.boxes.map { face in
      let similarity = { (redactionBox: RedactionBox) in
        (redactionBox.confidence == face.confidence ? 1 : 0) + redactionBox.box.iou(face.box)
      }
      guard
        let best = redactionBoxes.indices.max(by: {
          similarity(redactionBoxes[$0]) < similarity(redactionBoxes[$1])
        })
      else {
        return nil
      }
      return redactionBoxes.remove(at: best).track
    }
  }
}
