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
    var thumbnails: ThumbnailShelf?
  }
  private let state: Mutex<State>

  /// - Parameter thumbnails: where pictures of the hidden faces are kept; nil: none are wanted.
  init(policy: WeakPolicy, thumbnails: ThumbnailShelf?) {
    state = Mutex(State(log: CoverageLog(policy: policy), thumbnails: thumbnails))
  }

  /// Takes the next frame; gives what is to be hidden on it.
  func admit(_ item: Located) -> [Cover] {
    var frame = item.covered
    frame.covers = item.covers.faces
    let lingering = state.withLock { $0.log.admit(frame) }.filter { $0.reason == .lingering }
    return item.covers + lingering
  }

  /// Takes what was chosen on the same frame.
  func note(_ chosen: Chosen, on item: Located) {
    state.withLock { state in
      state.summary.note(item.covered, chosen.hidden.faces)
      state.summary.leftVisible += chosen.leftVisible.faces.count
      state.summary.added += chosen.added.count
      if chosen.hidden.faces.isEmpty, !chosen.boxes.isEmpty { state.summary.framesWithFaces += 1 }
    }
  }

  /// Takes the whole choice's record.
  func note(_ choice: ChoiceRecord) { state.withLock { $0.summary.choice = choice } }

  /// Takes the same frame after hiding.
  func keepThumbnails(of covers: [Cover], hiddenIn frame: Frame) throws {
    try state.withLock { try $0.thumbnails?.admit(covers, hiddenIn: frame) }
  }

  /// What was counted so far.
  var summary: BlurSummary { state.withLock { $0.summary } }
  /// What was covered so far.
  var coverage: Coverage { state.withLock { $0.log }.finish() }
  /// The pictures kept so far, by track.
  var thumbnails: [Int: Thumbnail] { state.withLock { $0.thumbnails?.all ?? [:] } }
}

extension BlurSummary {
  fileprivate mutating func note(_ frame: CoveredFrame, _ covers: [Cover]) {
    frames += 1
    faces += covers.count
    if !covers.isEmpty { framesWithFaces += 1 }
    for cover in covers { reasons[cover.reason.rawValue, default: 0] += 1 }
    if frame.isDamaged { noteDamage(from: frame.time, to: frame.end) }
    videoSeconds = max(videoSeconds, frame.end.seconds)
  }
}
