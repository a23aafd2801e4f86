import Core
import Geometry
public import Media
public import Reporting
import Tracking

extension BlurJob {
  /// Adds the counters of the detections and of the output, and the notes for the user.
  ///
  /// - Parameter result: the output; nil while it is not written.
  func complete(
    _ summary: inout BlurSummary, _ counts: SampleCounts, _ description: MediaDescription,
    _ result: MediaWriter.Result?, _ coverage: Coverage, _ tracking: TrackerOptions
  ) {
    summary.weakSpots = coverage.weakSpots.count
    summary.samples = counts.samples
    summary.detections = counts.boxes
    summary.detectionsDropped = counts.dropped
    summary.bytes = Int(clamping: result?.bytes ?? 0)
    summary.compared = result.map { ComparedResult($0.compared) }
    summary.untouched = result?.untouched.map(UntouchedRecord.init)
    summary.reused = result?.reused.map(ReusedRecord.init)
    if options.choice.isEmpty { summary.choice = nil }
    let effect = EffectRecord(options.style)
    summary.effect = effect
    summary.notes += [effect.warning].compactMap(\.self)
    summary.notes += reviewNotes(summary.weakSpots)
    summary.notes += Self.doubtNotes(summary.doubtfulTracks, without: tracking.confirmation)
    summary.notes += description.droppedStreams.map { "not carried over: \($0)" } + (result?.notes ?? [])
    summary.notes += (result.map { Self.moovNotes($0, description) } ?? []) + visibilityNotes(summary)
  }

  /// How to learn more of what a note counts.
  private var listed: String {
    options.keepsThumbnails ? "the report lists them" : "pass --report FILE to list them"
  }

  private func reviewNotes(_ count: Int) -> [String] {
    guard count > 0 else { return [] }
    let items = count == 1 ? "1 review item" : "\(count) review items"
    return ["\(items): \(count == 1 ? listed.replacing("them", with: "it") : listed)"]
  }

  private static func moovNotes(
    _ result: MediaWriter.Result, _ description: MediaDescription
  ) -> [String] {
    guard result.isMoovFirst == false else { return [] }
    let reason =
      description.duration == nil
      ? "the duration of the input was unknown" : "it is larger than the space reserved for it at the start"
    return [
      "the index (moov) is at the end of the MP4, since \(reason): playback "
        + "starts only after the whole file is loaded; 'ffmpeg -i IN -c copy -movflags +faststart OUT' moves "
        + "it to the start"
    ]
  }

  /// A note on tracks that are not redacted.
  private static func doubtNotes(_ count: Int, without needed: TrackConfirmation) -> [String] {
    guard count > 0 else { return [] }
    let (tracks, were) = count == 1 ? ("1 track", "was") : ("\(count) tracks", "were")
    let twice =
      needed.twice < needed.once
      ? ", nor two looks with \(Int(needed.twice)) (one if lower than \(Int(100 * needed.smallHeight)) % of the frame),"
      : ""
    return [
      "\(tracks) of faces that no look found with a confidence of \(Int(needed.once)) or more\(twice) \(were) "
        + "not hidden: --min-track-confidence 0 hides all"
    ]
  }

  /// Notes on boxes that are left visible, and on damaged frames that are not visible at all.
  private func visibilityNotes(_ summary: BlurSummary) -> [String] {
    var notes: [String] = []
    if let left = summary.choice?.leftVisible, left.boxes > 0 {
      notes.append("left visible by the selection rules: \(left)")
    }
    if summary.damagedFrames > 0 {
      let frames = summary.damagedFrames == 1 ? "1 frame is" : "\(summary.damagedFrames) frames are"
      notes.append("\(frames) damaged in the input and fully redacted: \(listed)")
    }
    return notes
  }
}

extension UntouchedRecord {
  fileprivate init(_ groups: UntouchedGroups) {
    self.init(
      spans: groups.spans.map(CopiedSpanRecord.init), encoded: groups.encoded, refusal: groups.refusal)
  }
}

extension ReusedRecord {
  fileprivate init(_ groups: ReusedGroups) {
    self.init(spans: groups.spans.map(CopiedSpanRecord.init), encoded: groups.encoded)
  }
}

extension CopiedSpanRecord {
  fileprivate init(_ span: CopiedSpan) {
    self.init(start: span.start.seconds, end: span.end.seconds, frames: span.frames, digest: span.digest)
  }
}

extension ComparedResult {
  public init(_ comparison: Comparison) {
    self.init(
      frames: comparison.frames,
      tracks: comparison.tracks.map {
        Track(index: $0.index, codec: $0.codec, packets: $0.packets, digest: $0.digest)
      }, method: comparison.method.rawValue, seconds: comparison.seconds)
  }
}
