import Core
import Geometry
import Media
import Reporting
import Synchronization
import Tracking

/// Counts frames and keeps what covers them as they pass, in the order of their times.
final class CoverageRecorder: Sendable {
  private struct State {
    var summary = BlurSummary()
    var log: CoverageLog
    var thumbnails: ThumbnailStore?
  }
  private let state: Mutex<State>

  /// - Parameter thumbnails: where pictures of the hidden faces are kept; nil: none are wanted.
  init(policy: ReviewPolicy, thumbnails: ThumbnailStore?) {
    state = Mutex(State(log: CoverageLog(policy: policy), thumbnails: thumbnails))
  }

  /// Takes the next frame; gives what is to be hidden on it.
  func admit(_ item: LocatedFrame) -> [RedactionBox] {
    var frame = item.covered
    frame.redactionBoxes = item.redactionBoxes.faces
    let lingering = state.withLock { $0.log.admit(frame) }.filter { $0.reason == .lingering }
    return item.redactionBoxes + lingering
  }

  /// Takes what was chosen on the same frame.
  func note(_ chosen: SelectedBoxes, on item: LocatedFrame) {
    state.withLock { state in
      state.summary.note(item.covered, chosen.hidden.faces)
      state.summary.leftVisible += chosen.leftVisible.faces.count
      state.summary.added += chosen.added.count
      if chosen.hidden.faces.isEmpty, !chosen.boxes.isEmpty { state.summary.framesWithFaces += 1 }
    }
  }

  /// Takes the whole choice's record.
  func note(_ choice: SelectionRecord) { state.withLock { $0.summary.choice = choice } }

  /// Takes the same frame after hiding.
  func keepThumbnails(of redactionBoxes: [RedactionBox], hiddenIn frame: Frame) throws {
    try state.withLock { try $0.thumbnails?.admit(redactionBoxes, hiddenIn: frame) }
  }

  /// What was counted so far.
  var summary: BlurSummary { state.withLock { $0.summary } }
  /// What was covered so far.
  var coverage: Coverage { state.withLock { $0.log }.finish() }
  /// The pictures kept so far, by track.
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
