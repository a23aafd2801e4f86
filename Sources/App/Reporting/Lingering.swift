import Geometry
import Tracking

/// Goes on hiding faces that were lost in the middle of the picture: until they are found again, the scene ends,
/// or so much time has passed that hiding on would hide nothing but what stood behind them.
struct Lingering: Sendable {
  private struct Lost: Sendable {
    var cover: Cover
    /// How long it is hidden on; nil: to the video's end.
    var until: MediaTime?
  }
  private let policy: WeakPolicy
  private var lost: [Lost] = []

  /// How long a lost face is hidden on: somebody who turns away has mostly turned back.
  static let limit = MediaTime(nanoseconds: 2_000_000_000)

  init(_ policy: WeakPolicy) {
    self.policy = policy
  }

  /// What is hidden on a frame beside what the tracker covers.
  mutating func admit(_ frame: CoveredFrame, _ change: Presence.Change) -> [Cover] {
    guard policy == .linger || policy == .hideFrame else { return [] }
    let isCut = !frame.cuts.isEmpty
    lost.removeAll { lost in
      lost.until.map { isCut || $0 <= frame.time } ?? false
        || frame.covers.contains { $0.track == lost.cover.track }
    }
    for (cover, edge) in change.ended where edge == .sudden {
      // Nobody looked at what comes after the last sample, so nothing says when it is over.
      let isForGood = policy == .hideFrame && frame.areSamplesOver
      lost.append(Lost(cover: cover, until: isForGood ? nil : frame.time + Self.limit))
    }
    let covers = policy == .linger ? lost.map(\.cover) : lost.prefix(1).map(\.cover)
    return covers.map { cover in
      let box = policy == .linger ? cover.box : Box.picture
      return Cover(track: cover.track, box: box, reason: .lingering, confidence: cover.confidence)
    }
  }
}
