import Geometry
import Tracking

/// Holds the redaction of tracks that were lost away from the frame border, until the track is found again,
/// the scene ends, or ``limit`` has passed.
struct HoldOver: Sendable {
  private struct Lost: Sendable {
    var redactionBox: RedactionBox
    /// The end of the hold-over; nil: the end of the video.
    var until: MediaTime?
  }
  private let policy: ReviewPolicy
  private var lost: [Lost] = []

  /// The hold-over time. Within two seconds most people who turn away have turned back.
  static let limit = MediaTime(nanoseconds: 2_000_000_000)

  init(_ policy: ReviewPolicy) {
    self.policy = policy
  }

  /// The hold-over boxes of a frame, in addition to those of the tracker.
  mutating func process(_ frame: CoveredFrame, _ change: TrackBoundaryDetector.Change) -> [RedactionBox] {
    guard policy == .linger || policy == .hideFrame else { return [] }
    let isCut = !frame.cuts.isEmpty
    lost.removeAll { lost in
      lost.until.map { isCut || $0 <= frame.time } ?? false
        || frame.redactionBoxes.contains { $0.track == lost.redactionBox.track }
    }
    for (redactionBox, edge) in change.ended where edge == .sudden {
      // After the last sample nothing can end the hold-over.
      let isUnbounded = policy == .hideFrame && frame.isLastSamplePassed
      lost.append(Lost(redactionBox: redactionBox, until: isUnbounded ? nil : frame.time + Self.limit))
    }
    // One box of the whole frame is enough.
    let redactionBoxes = policy == .linger ? lost.map(\.redactionBox) : lost.prefix(1).map(\.redactionBox)
    return redactionBoxes.map { redactionBox in
      let box = policy == .linger ? redactionBox.box : Box.picture
      return RedactionBox(
        track: redactionBox.track, box: box, reason: .lingering, confidence: redactionBox.confidence)
    }
  }
}
