import Core
import Geometry
import Media
import Reporting
import Synchronization
import Tracking

/// Counts frames and records their redaction boxes. Frames must be passed in display order.
final class CoverageRecorder: Sendable {
  private struct State {
    var summary = BlurSummary()
    var log: CoverageLog
    var thumbnails: ThumbnailStore?
  }
  let policy: ReviewPolicy
  private let state: Mutex<State>

  /// - Parameter thumbnails: stores thumbnails of the redacted faces; nil if none are requested.
  init(policy: ReviewPolicy, thumbnails: ThumbnailStore?) {
    self.policy = policy
    state = Mutex(State(log: CoverageLog(policy: policy), thumbnails: thumbnails))
  }

  /// Adds the next frame; returns the boxes to redact, including hold-over boxes.
  func process(_ frame: CoveredFrame) -> [RedactionBox] {
    var faces = frame
    faces.redactionBoxes = frame.redactionBoxes.faces
    let heldOver = state.withLock { $0.log.process(faces) }.filter { $0.reason == .lingering }
    return frame.redactionBoxes + heldOver
  }

  /// Counts the selected boxes of the frame added last.
  func note(_ chosen: SelectedBoxes, on frame: CoveredFrame) {
    state.withLock { state in
      state.summary.note(frame, chosen.hidden.faces)
      state.summary.leftVisible += chosen.leftVisible.faces.count
      state.summary.added += chosen.added.count
      if chosen.hidden.faces.isEmpty, !chosen.masks.isEmpty { state.summary.framesWithFaces += 1 }
    }
  }

  /// Sets the record of the selection rules at the end of the run.
  func note(_ choice: SelectionRecord) { state.withLock { $0.summary.choice = choice } }

  /// Whether one of the boxes gives a better thumbnail than the one so far.
  func wantsThumbnails(of redactionBoxes: [RedactionBox]) -> Bool {
    state.withLock { $0.thumbnails?.wants(redactionBoxes) ?? false }
  }

  /// Takes thumbnails from the redacted frame.
  func keepThumbnails(of redactionBoxes: [RedactionBox], hiddenIn frame: MappedFrame) {
    // Under the lock, although it reads pixels: one task calls all methods during a run, so nobody waits. The
    // store does not call back.
    state.withLock { $0.thumbnails?.process(redactionBoxes, hiddenIn: frame) }
  }

  var summary: BlurSummary { state.withLock { $0.summary } }
  var coverage: Coverage { state.withLock { $0.log }.finish() }
  /// The thumbnails by track number.
  var thumbnails: [Int: Thumbnail] { state.withLock { $0.thumbnails?.all ?? [:] } }
}

extension BlurSummary {
  fileprivate mutating func note(_ frame: CoveredFrame, _ redactionBoxes: [RedactionBox]) {
    frames += 1
    faces += redactionBoxes.count
    if !redactionBoxes.isEmpty { framesWithFaces += 1 }
    for redactionBox in redactionBoxes { reasons[redactionBox.reason.rawValue, default: 0] += 1 }
    if frame.isDamaged { noteDamage(from: frame.time, to: frame.end) }
    videoSeconds = max(videoSeconds, frame.end.seconds)
  }
}
