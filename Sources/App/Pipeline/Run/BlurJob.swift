public import Core
public import Geometry
public import Media
public import Reporting
import Tracking

/// The main job: reads a video, hides what the detections show, and writes it again.
///
/// A graph of actors joined by bounded channels: the reader gives frames, the locator says what covers each,
/// the redactor changes its pixels, the writer takes it. Sound and subtitles go from reader to writer beside
/// them. At most `framesInFlight` frames are between reader and writer; a slow stage makes those before it
/// wait. When a stage fails or the task is cancelled, all stop.
public struct BlurJob: Sendable {
  /// What a finished run did.
  public struct Outcome: Sendable {
    /// What was counted.
    public var summary: BlurSummary
    /// What was covered, and where that is weak.
    public var coverage: Coverage
    /// Pictures of the hidden faces, as JPEG bytes by track, where they are wanted.
    public var thumbnails: [Int: [UInt8]]
  }

  /// Frames between reader and writer, beside those that wait for what comes after them.
  public static let framesInFlight = 3

  private let reader: MediaReader
  private let source: FaceSource
  private let options: Options

  /// Makes a job over a reader that is not open yet.
  public init(reader: MediaReader, source: FaceSource, options: Options) {
    self.reader = reader
    self.source = source
    self.options = options
  }

  /// Runs the job. `sink` receives the bytes; whoever owns it publishes them when this returns.
  ///
  /// Throws a `CoverageError` when weak spots are to fail it and there are some.
  ///
  /// - Parameter progress: called after each frame, from one task, with the frames written and their time; what it
  ///   throws ends the job.
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
    let carried = description.tracks.indices.filter { keeps(description.tracks[$0].kind) }
    var written = description
    written.tracks = carried.map { description.tracks[$0] }
    let writer = try MediaWriter(
      profile: profile, description: written, metadata: options.metadata, sink: sink)
    do {
      try await writer.start()
      let lookAhead = LookAhead(
        format: description.format, bytes: options.lookAheadBytes,
        decidesWithinWindow: source.decidesWithinWindow)
      var tracking = options.tracking
      tracking.leastInterval = source.samplingInterval ?? .zero
      let locator = Locator(
        samples: samples, decidesWithinWindow: source.decidesWithinWindow, cuts: CutSource(options.cuts),
        tracking: tracking,
        lookAhead: lookAhead,
        guide: options.isGuided && lookAhead.isWide ? FlowGuide(orientation: description.orientation) : nil)
      let shelf = options.keepsThumbnails ? ThumbnailStore(orientation: description.orientation) : nil
      let recorder = CoverageRecorder(policy: options.onWeak, thumbnails: shelf)
      let graph = try BlurGraph(
        reader: reader, writer: writer, locator: locator,
        redactor: FrameRedactor(
          style: options.style, format: description.format, orientation: description.orientation),
        recorder: recorder, choice: options.choice, onDamage: options.onDamage,
        framesInFlight: Self.framesInFlight + lookAhead.frames)
      try await graph.run(carrying: carried, of: description) { frames, time in
        try progress(frames, time, description.duration)
      }
      if !options.allowsDamage { try await reader.checkWhole() }
      let read = await reader.trackTallies()
      let result = try await writer.finish(
        comparing: ReadCounters(video: reader.tally, tracks: carried.map { read[$0] }))
      var summary = await graph.summary()
      try await samples.finish()
      try await match(samples, description)?.checkAfter(end: MediaTime(seconds: summary.videoSeconds))
      try checkChoice(summary)
      let coverage = recorder.coverage
      if options.onWeak == .fail { try CoverageError.check(coverage) }
      summary.notes += await reader.notes()
      complete(&summary, await samples.counts, description, result, coverage)
      let thumbnails = try await encoded(recorder.thumbnails)
      await writer.close()
      await reader.close()
      return Outcome(summary: summary, coverage: coverage, thumbnails: thumbnails)
    } catch {
      await writer.close()
      throw error
    }
  }

  /// What is known by now of whether the samples are of this video; nil where that is not to be checked.
  private func match(
    _ samples: any SampleSource, _ description: MediaDescription
  ) async throws -> DetectionMatch? {
    guard !options.allowsMismatch, let provided = try await samples.provided() else { return nil }
    return DetectionMatch(
      metadata: provided.metadata, last: provided.last, displaySize: description.displaySize)
  }

  private func keeps(_ kind: MediaDescription.Track.Kind) -> Bool {
    switch kind {
    case .audio: options.keepsAudio
    case .subtitles: options.keepsSubtitles
    }
  }

  private func encoded(_ thumbnails: [Int: Thumbnail]) async throws -> [Int: [UInt8]] {
    let encoder = try JPEGEncoder()
    var files: [Int: [UInt8]] = [:]
    for (track, thumbnail) in thumbnails {
      files[track] = try await encoder.encode(thumbnail.planes, size: thumbnail.size)
    }
    return files
  }

  /// Refuses a choice that names what is not there: it was meant for another video or other options, and what it
  /// does name may be another face.
  private func checkChoice(_ summary: BlurSummary) throws {
    if let track = options.choice.greatestTrack, track >= summary.tracks {
      throw UserError(
        .invalidInput, "track:\(track + 1)", "there is no such track; this run has \(summary.tracks)",
        remedy: "take the numbers of a run with the same detections and options")
    }
    guard !options.allowsMismatch, let unmet = summary.choice?.added.first(where: { $0.frames == 0 }) else {
      return
    }
    throw UserError(
      .invalidInput, "--add", "the box '\(unmet.label)' from \(unmet.span) is on no frame of the video",
      remedy: "correct its times, or pass --allow-mismatch if you are sure")
  }

  private func complete(
    _ summary: inout BlurSummary, _ counts: SampleCounts, _ description: MediaDescription,
    _ result: MediaWriter.Result, _ coverage: Coverage
  ) {
    summary.weakSpots = coverage.weakSpots.count
    if summary.weakSpots > 0 {
      let places = summary.weakSpots == 1 ? "1 place" : "\(summary.weakSpots) places"
      summary.notes.append("coverage is weak in \(places) to look at: a --report tells which")
    }
    summary.samples = counts.samples
    summary.detections = counts.boxes
    summary.detectionsDropped = counts.dropped
    summary.bytes = Int(clamping: result.bytes)
    summary.compared = ComparedResult(result.compared)
    summary.notes += description.leftOut.map { "not carried over: \($0)" } + result.notes
    if result.isIndexFirst == false {
      summary.notes.append(
        "the MP4's index stands at its end, since the input did not say how long it would be: it plays, but not "
          + "before it is loaded; 'ffmpeg -i IN -c copy -movflags +faststart OUT' moves it")
    }
    if options.choice.isEmpty { summary.choice = nil }
    if let left = summary.choice?.leftVisible, left.boxes > 0 {
      summary.notes.append("left visible by choice: \(left)")
    }
    if summary.damagedFrames > 0 {
      let frames = summary.damagedFrames == 1 ? "1 frame is" : "\(summary.damagedFrames) frames are"
      summary.notes.append("\(frames) damaged in the input and hidden whole; a --report tells which")
    }
  }
}

extension ComparedResult {
  fileprivate init(_ comparison: Comparison) {
    self.init(
      frames: comparison.frames,
      tracks: comparison.tracks.map {
        Track(index: $0.index, codec: $0.codec, packets: $0.packets, digest: $0.digest)
      }, method: comparison.method.rawValue, seconds: comparison.seconds)
  }
}
