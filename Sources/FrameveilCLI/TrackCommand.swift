import Detections
import Geometry
import Media
import Pipeline
import Tracking

/// `frameveil track`: the covers of every frame as text.
struct TrackCommand {
  private let covers: CoverArguments
  private let detections: String
  private let frames: TrackFrames
  private let format: TrackFormat
  private let output: String
  private let replaces: Bool
  private let isQuiet: Bool

  /// What a finished run did.
  private struct Summary: Sendable {
    var tracks = 0
    var lines = 0
    var bytes = 0
    var notes: [String] = []
  }

  init(_ arguments: ParsedArguments) throws {
    let name = Self.spec.name
    guard let output = arguments["--output"] else { throw UsageError(name, "-o OUTPUT is missing") }
    self.output = output
    covers = try CoverArguments(arguments, command: name)
    guard let detections = covers.detections else {
      throw UsageError(name, "--detections FILE is missing: it tells where the faces are")
    }
    self.detections = detections
    frames = try TrackFrames(arguments, command: name)
    format = try arguments.choice("--format", TrackFormat.self, command: name) ?? .mot
    replaces = arguments.has("--force")
    isQuiet = arguments.has("--quiet")
  }

  func run() async throws {
    let clock = ContinuousClock()
    let start = clock.now
    let summary = try await Interruption.cancelling { try await work() }
    if !isQuiet { report(summary, seconds: (clock.now - start) / .seconds(1)) }
  }

  private func work() async throws -> Summary {
    let input = MediaInput(argument: detections)
    let result = try await ResultPlace.claim(output, replacing: replaces, input: input)
    return try await abandoningOnFailure(result) {
      var lines = TrackLines(format, size: frames.size, sink: result ?? StandardOutput())
      let summary = try writeLines(&lines)
      try Task.checkCancellation()
      try await result?.publish()
      return summary
    }
  }

  /// Checks all detections before the first line, then writes the lines.
  private func writeLines(_ lines: inout TrackLines) throws -> Summary {
    let file = try FileBytes(argument: detections)
    var reader = covers.reader(over: file)
    if file.isRewindable {
      let survey = try covers.naming { () throws(DetectionError) in
        try DetectionSurvey(reading: &reader, minConfidence: covers.minConfidence)
      }
      file.rewind()
      reader = covers.reader(over: file)
      if survey.isInOrder {
        try check(survey.metadata, last: survey.last)
        var stream = DetectionStream(reading: reader, minConfidence: covers.minConfidence)
        let next = { try covers.naming { () throws(DetectionError) in try stream.next() } }
        return try writeLines(&lines, survey.counts, survey.labelsNotFound, next)
      }
    }
    let timeline = try covers.naming { () throws(DetectionError) in
      try DetectionTimeline(reading: &reader, minConfidence: covers.minConfidence)
    }
    try check(timeline.metadata, last: timeline.lastTime)
    var samples = timeline.makeIterator()
    return try writeLines(&lines, timeline.counts, timeline.labelsNotFound) { samples.next() }
  }

  private func check(_ metadata: VideoMetadata?, last: MediaTime?) throws {
    guard !covers.allowsMismatch else { return }
    try DetectionMatch(metadata: metadata, last: last, displaySize: frames.size)
      .checkBefore(duration: frames.duration)
  }

  /// Feeds samples to the tracker just far enough ahead of each frame.
  private func writeLines(
    _ lines: inout TrackLines, _ counts: DetectionTimeline.Counts, _ labelsNotFound: [String],
    _ nextSample: () throws -> DetectionSample?
  ) throws -> Summary {
    var tracker = Tracker(covers.tracking)
    var cuts = ToldCuts(try covers.readShots())
    for frame in 0..<frames.count {
      try Task.checkCancellation()
      let time = frames.time(of: frame)
      while tracker.decidedUntil <= time {
        let sample = try nextSample()
        for cut in cuts.next(upTo: sample?.time ?? frames.duration) { tracker.cut(at: cut) }
        if let sample { tracker.add(sample) } else { tracker.finish() }
      }
      try lines.add(tracker.covers(at: time), frame: frame, time: time)
    }
    try lines.flush()
    var notes = CoverArguments.notes(counts, labelsNotFound: labelsNotFound)
    if counts.boxesRead == counts.boxesDropped {
      notes.append("the detections hold no box: there are no covers")
    }
    return Summary(tracks: tracker.trackCount, lines: lines.count, bytes: lines.bytesWritten, notes: notes)
  }

  private func report(_ summary: Summary, seconds: Double) {
    for note in summary.notes { Terminal.message("frameveil: note: \(note)\n") }
    let peak = Double(ResourceUsage.ofThisProcess().peakRSS) / 1e6
    Terminal.message(
      "\(output == "-" ? "standard output" : output): \(frames.count) frames, \(summary.lines) covers in "
        + "\(summary.tracks) tracks; \(ProgressLine.rounded(seconds)) s, "
        + "\(ProgressLine.rounded(peak)) MB peak, "
        + "\(ProgressLine.rounded(Double(summary.bytes) / 1e6)) MB written\n")
  }
}
