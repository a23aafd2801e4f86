import Geometry
import Tracking

/// Goes on hiding faces that were lost in the middle of the picture: until they are found again, the scene ends,
/// or so much time has passed that hiding on would hide nothing but what stood behind them.
struct HoldOver: Sendable {
  private struct Lost: Sendable {
    var redactionBox: RedactionBox
    /// How long it is hidden on; nil: to the video's end.
    var until: MediaTime?
  }
  private let policy: ReviewPolicy
  private var lost: [Lost] = []

  /// How long a lost face is hidden on: somebody who turns away has mostly turned back.
  static let limit = MediaTime(nanoseconds: 2_000_000_000)

  init(_ policy: ReviewPolicy) {
    self.policy = policy
  }

  /// What is hidden on a frame beside what the tracker covers.
  mutating func admit(_ frame: CoveredFrame, _ change: Presence.Change) -> [RedactionBox] {
    guard policy == .linger || policy == .hideFrame else { return [] }
    let isCut = !frame.cuts.isEmpty
    lost.removeAll { lost in
      lost.until.map { isCut || $0 <= frame.time } ?? false
        || frame.redactionBoxes.contains { $0.track == lost.redactionBox.track }
    }
    for (redactionBox, edge) in change.ended where edge == .sudden {
      // Nobody looked at what comes after the last sample, so nothing says when it is over.
      let isForGood = policy == .hideFrame && frame.areSamplesOver
      lost.append(Lost(redactionBox: redactionBox, until: isForGood ? nil : frame.time + Self.limit))
    }
    let redactionBoxes = policy == .linger ? lost.map(\.redactionBox) : lost.prefix(1).map(\.redactionBox)
    return redactionBoxes.map { redactionBox in
      let box = policy == .linger ? redactionBox.box : Box.picture
      return RedactionBox(
        track: redactionBox.track, box: box, reason: .lingering, confidence: redactionBox.confidence)
    }
  }
}
