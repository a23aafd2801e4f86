import Core
import Detections
import Geometry
import Media
import Pipeline
import Tracking

/// `frameveil track`: writes the redaction boxes of every frame as text.
struct TrackCommand: Command {
  private let redaction: RedactionArguments
  private let detections: Address
  private let frames: TrackFrames
  private let format: TrackFormat
  private let output: Address
  private let replaces: Bool
  private let isQuiet: Bool

  private struct Summary: Sendable {
    var tracks = 0
    var lines = 0
    var bytes = 0
    var notes: [String] = []
  }

  init(_ arguments: ParsedArguments) throws {
    output = try arguments.required(CommonOptions.output)
    try output.checkAsOutput()
    redaction = try RedactionArguments(arguments)
    guard let detections = redaction.detections else {
      throw arguments.missing(RedactionArguments.detections)
    }
    try redaction.checkSource(isResponse: true)
    self.detections = detections
    frames = try TrackFrames(arguments)
    format = arguments[Self.format]
    replaces = arguments[CommonOptions.force]
    isQuiet = arguments[CommonOptions.quiet]
  }

  func run() async throws {
    let clock = ContinuousClock()
    let start = clock.now
    let summary = try await Interruption.cancellingOnSignal { try await work() }
    if !isQuiet { report(summary, seconds: (clock.now - start) / .seconds(1)) }
  }

  private func work() async throws -> Summary {
    if case .file(let path) = detections, redaction.furtherPages.isEmpty {
      let file = try FileReader(argument: path)
      // Data written to a pipe cannot be withdrawn, so all detections are checked first. A file is not published.
      var isStreamed = file.isRewindable
      if isStreamed, output == .standard { isStreamed = try await isValidAndOrdered(file) }
      if isStreamed, let summary = try await stream(file) { return summary }
    }
    return try await collect()
  }

  /// Reads the detections to their end and rewinds. Returns whether their times are in order, so that they can be
  /// streamed; throws if they are invalid.
  private func isValidAndOrdered(_ file: FileReader) async throws -> Bool {
    defer { file.rewind() }
    return try await read(file) { _ in }.isInOrder
  }

  /// Writes the boxes while another task reads the detections, in constant memory. Returns nil and writes no output
  /// if the times of the detections decrease.
  private func stream(_ file: FileReader) async throws -> Summary? {
    let batches = BoundedChannel<[DetectionSample]>(capacity: 4)
    return try await writing { lines in
      async let reading = {
        defer { batches.finish() }
        return try await read(file) { try await batches.send($0) }
      }()
      var samples: ArraySlice<DetectionSample> = []
      let tracks = try await write(&lines) {
        if samples.isEmpty { samples = try await batches.receive()?[...] ?? [] }
        return samples.popFirst()
      }
      while try await batches.receive() != nil {}
      let outcome = try await reading
      return outcome.isInOrder ? Summary(tracks: tracks, notes: outcome.notes) : nil
    }
  }

  /// Reads a file to its end and passes its samples on in batches of 100. The match with the video is checked only if
  /// the times are in order.
  ///
  /// Blocks a thread of the pool while it reads. `work` passes only seekable files, which do not wait for a writer.
  @concurrent private func read(
    _ file: FileReader, give: ([DetectionSample]) async throws -> Void
  ) async throws -> (isInOrder: Bool, notes: [String]) {
    var stream = DetectionStream(
      reading: redaction.reader(over: file.fill), minConfidence: redaction.minConfidence)
    var batch: [DetectionSample] = []
    while let sample = try redaction.naming({ () throws(DetectionError) in try stream.next() }) {
      batch.append(sample)
      guard batch.count == 100 else { continue }
      try await give(batch)
      batch.removeAll(keepingCapacity: true)
    }
    try await give(batch)
    if stream.isInOrder { try check(stream.metadata, last: stream.lastTime) }
    return (stream.isInOrder, notes(stream.counts, labelsNotFound: stream.labelsNotFound))
  }

  /// Reads all detections into memory, sorts them by time, and writes the boxes.
  private func collect() async throws -> Summary {
    let summary = try await writing { lines in
      let timeline = try await redaction.readTimeline(detections)
      try check(timeline.metadata, last: timeline.lastTime)
      var samples = timeline.makeIterator()
      let tracks = try await write(&lines) { samples.next() }
      return Summary(tracks: tracks, notes: notes(timeline.counts, labelsNotFound: timeline.labelsNotFound))
    }
    return summary ?? Summary()
  }

  /// Claims the output, and publishes it if `body` returns a summary.
  private func writing(_ body: (inout TrackLines) async throws -> Summary?) async throws -> Summary? {
    let result = try await OutputDestination.claim(output, replacing: replaces, input: detections)
    return try await abandoningOnFailure([result].compactMap(\.self)) {
      var lines = TrackLines(format, size: frames.size, sink: result ?? StandardOutput())
      guard var summary = try await body(&lines) else {
        try await result?.abandon()
        return nil
      }
      try await lines.flush()
      try Task.checkCancellation()
      try await result?.publish()
      (summary.lines, summary.bytes) = (lines.count, lines.bytesWritten)
      return summary
    }
  }

  private func check(_ metadata: VideoMetadata?, last: MediaTime?) throws {
    guard !redaction.allowsMismatch else { return }
    try DetectionMatch(metadata: metadata, last: last, displaySize: frames.size)
      .checkBefore(duration: frames.duration)
  }

  /// Feeds samples to the tracker just far enough ahead of each frame. Returns the number of tracks.
  private func write(
    _ lines: inout TrackLines, _ nextSample: () async throws -> DetectionSample?
  ) async throws -> Int {
    var tracker = Tracker(redaction.tracking)
    tracker.known.frames = frames.duration
    var cuts = ProvidedCuts(try await redaction.readShots())
    for frame in 0..<frames.count {
      try Task.checkCancellation()
      let time = frames.time(of: frame)
      while !tracker.isDecided(at: time) {
        let sample = try await nextSample()
        for cut in cuts.next(upTo: sample?.time ?? frames.duration) { tracker.cut(at: cut) }
        if let sample { tracker.add(sample) } else { tracker.finish() }
      }
      try await lines.add(tracker.redactionBoxes(at: time), frame: frame, time: time)
    }
    return tracker.trackCount
  }

  private func notes(_ counts: DetectionTimeline.Counts, labelsNotFound: [String]) -> [String] {
    var notes = RedactionArguments.notes(counts, labelsNotFound: labelsNotFound)
    if counts.boxesRead == counts.boxesDropped {
      notes.append("the detections contain no box, so there are no redaction boxes")
    }
    return notes
  }

  private func report(_ summary: Summary, seconds: Double) {
    for note in summary.notes { Terminal.line("frameveil: note: \(note)") }
    let peak = Double(ResourceUsage.ofThisProcess().peakRSS) / 1e6
    Terminal.message(
      "\(output == .standard ? "standard output" : "\(output)"): \(frames.count) frames, \(summary.lines) redaction boxes in "
        + "\(summary.tracks) tracks; \(ProgressLine.rounded(seconds)) s, "
        + "\(ProgressLine.rounded(peak)) MB peak memory, "
        + "\(ProgressLine.rounded(Double(summary.bytes) / 1e6)) MB written\n")
  }
}
