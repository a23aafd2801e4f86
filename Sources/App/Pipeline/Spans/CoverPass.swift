import Core
import Detections
import Geometry
import Media
import Reporting
import Tracking

/// The stages that decide the covers of a video, from its first frame to its last, as in `BlurGraph`.
struct CoverPass {
  let description: MediaDescription
  let samples: any SampleSource
  let tracking: TrackerOptions
  let locator: Locator
  let recorder: CoverageRecorder
  private(set) var covers = CoverTable()
  private(set) var times: [MediaTime] = []
  private var chooser: FaceSelector
  private let redactor: FrameRedactor

  /// - Parameter known: the source of samples that were found by an analysis, which knows what the pixels say; nil where
  ///   frames are seen.
  init(_ job: BlurJob, _ description: MediaDescription, known: KnownSamples? = nil) throws {
    self.description = description
    samples = known?.source(job.source) ?? job.source.samples(for: description)
    let lookAhead = job.lookAhead(description)
    tracking = job.tracking(description, lookAhead)
    locator = job.locator(description, samples, lookAhead, tracking, known == nil ? .seen : .known)
    let store =
      job.options.keepsThumbnails ? ThumbnailStore(orientation: description.orientation) : nil
    recorder = CoverageRecorder(policy: job.options.onWeak, thumbnails: store)
    chooser = FaceSelector(job.options.choice)
    redactor = try FrameRedactor(
      style: job.options.style, format: description.format, orientation: description.orientation)
  }

  /// Adds the next frame.
  mutating func add(_ item: LocatedFrame) async throws {
    let chosen = try chooser.choose(
      recorder.process(item.covered), shownFrom: item.frame.time, for: item.frame.duration,
      changedTracks: item.changedTracks, isWhole: item.isWhollyHidden(by: recorder.policy))
    recorder.note(chosen, on: item.covered)
    covers.add(chosen.masks)
    times.append(item.frame.time)
    let certain = chosen.hidden.filter { !item.changedTracks.contains($0.track) }
    guard recorder.wantsThumbnails(of: certain) else { return }
    // Thumbnails show the redacted frame, the only one that is redacted here.
    let hidden = try await redactor.redact(chosen.masks, in: item.frame, isDeferred: false)
    try hidden.frame.read { recorder.keepThumbnails(of: certain, hiddenIn: $0) }
  }

  /// Whether a frame other than the first begins at a time, in nanoseconds from the first.
  func begins(at time: Int64) -> Bool {
    let frame = times.partitioningIndex { $0.nanoseconds >= time }
    return frame > 0 && frame < times.count && times[frame].nanoseconds == time
  }

  /// Ends the pass after the last frame.
  mutating func finish() throws {
    try chooser.finish()
    recorder.note(chooser.record)
  }
}
