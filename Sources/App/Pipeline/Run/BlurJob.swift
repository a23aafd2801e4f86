public import Core
import Detections
import FaceDetection
public import Geometry
public import Media
import OpticalFlow
public import Reporting
import Tracking

/// Reads a video, redacts what the detections and the selection rules say, and writes the output.
///
/// The stages are actors joined by bounded channels: the reader decodes frames, the locator finds the
/// redaction boxes of each frame, the redactor changes its pixels, the writer encodes it. Audio and subtitle
/// packets go from the reader to the writer without re-encoding. At most `framesInFlight` frames are between
/// reader and writer; a slow stage makes those before it wait. An error or a cancellation stops all stages.
public struct BlurJob: Sendable {
  public struct Outcome: Sendable {
    public var summary: BlurSummary
    /// The redacted spans and the review items.
    public var coverage: Coverage
    /// JPEG thumbnails of the redacted faces by track number; empty unless requested.
    public var thumbnails: [Int: [UInt8]]
    /// The groups of pictures that a later run can copy from the output; nil if it can none.
    public var redactedGroups: [RedactedGroup]?
  }

  /// The number of frames between reader and writer, in addition to the look-ahead.
  public static let framesInFlight = 3

  let reader: MediaReader
  let source: FaceSource
  let options: Options

  /// - Parameter reader: a reader that is not open yet.
  public init(reader: MediaReader, source: FaceSource, options: Options) {
    self.reader = reader
    self.source = source
    self.options = options
  }

  /// Runs the job. `sink` receives the output; its owner publishes the output when this method returns.
  ///
  /// - Throws: `CoverageError` if there are review items and the policy is `fail`; `UserError`;
  ///   `CopyFailure` if the output failed and contains copied groups; `CancellationError`.
  ///
  /// - Parameter progress: called after each frame, from one task, with the number of frames written, the
  ///   timestamp and the duration of the input, if known. An error that it throws ends the job.
  public func run(
    profile: EncodeProfile, sink: any ByteSink,
    progress: @Sendable (Int, MediaTime, MediaTime?) throws -> Void
  ) async throws -> Outcome {
    do {
      return try await work(profile, sink, progress)
    } catch {
      await reader.close()
      throw error
    }
  }

  private func work(
    _ profile: EncodeProfile, _ sink: any ByteSink,
    _ progress: @Sendable (Int, MediaTime, MediaTime?) throws -> Void
  ) async throws -> Outcome {
    let description = try await reader.open()
    let samples = source.samples(for: description)
    try await match(samples, description)?.checkBefore(duration: description.duration)
    let carried = carried(description)
    let writer = try writer(profile, sink, carrying: carried, of: description)
    do {
      try await writer.start()
      if await !writer.copiesGroups {
        await reader.forgetGroups()
      } else if let quiet = quietSpans {
        await reader.skipGroups { quiet.contains($0) }
      }
      let outcome = try await redact(description, carrying: carried, samples, writer, progress)
      await writer.close()
      await reader.close()
      return outcome
    } catch {
      await writer.close()
      throw CopyFailure(error, of: await writer.copiesGroups) ?? error
    }
  }

  private func writer(
    _ profile: EncodeProfile, _ sink: any ByteSink, carrying tracks: [Int], of description: MediaDescription
  ) throws -> MediaWriter {
    var written = description
    written.tracks = tracks.map { description.tracks[$0] }
    return try MediaWriter(
      profile: profile, description: written, metadata: options.metadata, untouched: options.untouched,
      reusing: options.reused, sink: sink)
  }

  /// Runs the stages, then checks and completes the output.
  private func redact(
    _ description: MediaDescription, carrying tracks: [Int], _ samples: any SampleSource,
    _ writer: MediaWriter, _ progress: @Sendable (Int, MediaTime, MediaTime?) throws -> Void
  ) async throws -> Outcome {
    let store = options.keepsThumbnails ? ThumbnailStore(orientation: description.orientation) : nil
    let recorder = CoverageRecorder(policy: options.onWeak, thumbnails: store)
    let lookAhead = lookAhead(description)
    let tracking = tracking(description, lookAhead)
    let locator = locator(description, samples, lookAhead, tracking)
    let graph = try graph(description, locator, writer, recorder, lookAhead)
    try await graph.run(carrying: tracks, of: description) { frames, time in
      try progress(frames, time, description.duration)
    }
    let result = try await finish(writer, carrying: tracks)
    var summary = await graph.summary()
    try await samples.finish()
    try await match(samples, description)?.checkAfter(end: MediaTime(seconds: summary.videoSeconds))
    try options.choice.check(against: summary, allowsMismatch: options.allowsMismatch)
    let coverage = recorder.coverage
    try options.choice.checkLooks(coverage)
    if options.onWeak == .fail { try CoverageError.check(coverage) }
    summary.notes += await reader.notes()
    complete(&summary, await samples.counts, description, result, coverage, tracking)
    let thumbnails = try recorder.thumbnails.mapValues { try $0.jpeg() }
    return Outcome(
      summary: summary, coverage: coverage, thumbnails: thumbnails, redactedGroups: result.redacted)
  }

  private func graph(
    _ description: MediaDescription, _ locator: Locator, _ writer: MediaWriter,
    _ recorder: CoverageRecorder, _ lookAhead: LookAhead
  ) throws -> BlurGraph {
    try BlurGraph(
      reader: reader, writer: writer, locator: locator,
      redactor: FrameRedactor(
        style: options.style, format: description.format, orientation: description.orientation),
      recorder: recorder, choice: options.choice, onDamage: options.onDamage,
      framesInFlight: Self.framesInFlight + lookAhead.frames, defersRedaction: options.reused != nil)
  }

  func lookAhead(_ description: MediaDescription) -> LookAhead {
    LookAhead(
      format: description.format, bytes: options.lookAheadBytes,
      decidesWithinWindow: source.decidesWithinWindow)
  }

  func tracking(_ description: MediaDescription, _ lookAhead: LookAhead) -> TrackerOptions {
    var tracking = options.tracking
    tracking.minInterval = source.samplingInterval ?? .zero
    tracking.confirmation = confirmation(description, lookAhead)
    return tracking
  }

  /// The given value, or that of the embedded detector where frames wait for the detections that confirm a track. Where
  /// doubts hide the whole frame or end the run, every doubt counts.
  private func confirmation(_ description: MediaDescription, _ lookAhead: LookAhead) -> TrackConfirmation {
    if let given = options.confirmation { return given }
    guard options.onWeak == .linger || options.onWeak == .accept else { return .none }
    let waits = lookAhead.holds(TrackerOptions.confirmationSpan, at: description.format.frameRate)
    guard source.confirmsTracks, waits else { return .none }
    return TrackConfirmation(
      once: DetectionOptions.sufficientOnce, twice: DetectionOptions.sufficientTwice,
      smallHeight: DetectionOptions.smallHeight)
  }

  func locator(
    _ description: MediaDescription, _ samples: any SampleSource, _ lookAhead: LookAhead,
    _ tracking: TrackerOptions, _ pixels: PixelUse = .seen
  ) -> Locator {
    Locator(
      samples: samples, decidesWithinWindow: source.decidesWithinWindow, cuts: CutSource(options.cuts),
      tracking: tracking, lookAhead: lookAhead,
      guide: options.usesOpticalFlow && lookAhead.isWide ? guide(description, pixels) : nil,
      keepsFindings: pixels == .kept)
  }

  private func guide(_ description: MediaDescription, _ pixels: PixelUse) -> FlowGuide {
    let orientation = description.orientation
    return pixels == .known
      ? FlowGuide(knowing: FlowFindings(), of: description.format, orientation: orientation)
      : FlowGuide(orientation: orientation, keepsFindings: pixels == .kept)
  }

  /// Ends the output, once everything that was read is known to be complete.
  private func finish(_ writer: MediaWriter, carrying tracks: [Int]) async throws -> MediaWriter.Result {
    if !options.allowsDamage { try await reader.checkComplete() }
    let read = await reader.trackCounters()
    return try await writer.finish(
      comparing: ReadCounters(video: reader.counters, tracks: tracks.map { read[$0] }))
  }

  /// The check of the detections against the video, with what is known so far; nil if there is nothing to
  /// check.
  func match(
    _ samples: any SampleSource, _ description: MediaDescription
  ) async throws -> DetectionMatch? {
    guard !options.allowsMismatch, let provided = try await samples.provided() else { return nil }
    return DetectionMatch(
      metadata: provided.metadata, last: provided.last, displaySize: description.displaySize)
  }

  /// Where no frame needs to be decoded; nil if all do: for the detector, for responses that are not known yet, where scene
  /// cuts or damage decide over the whole output, and with edits, which were made after all frames were seen.
  private var quietSpans: QuietSpans? {
    guard case .timeline(let timeline) = source, options.onDamage == .hide,
      options.choice.edits == nil,
      options.onWeak == .linger || options.onWeak == .accept
    else { return nil }
    return QuietSpans(timeline, added: options.choice.added.map(\.span), options.tracking)
  }
}
