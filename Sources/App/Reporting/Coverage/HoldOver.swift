import Geometry
import Tracking

/// Holds the redaction of tracks that were lost away from the frame border, until the track is found again,
/// the scene ends, or the hold-over time has passed: ``limit``, or ``doubtful``.
struct HoldOver: Sendable {
  private struct Lost: Sendable {
    var redactionBox: RedactionBox
    /// The end of the hold-over; nil: the end of the video.
    var until: MediaTime?
  }
  private let policy: ReviewPolicy
  private var lost: [Lost] = []
  /// The last box of each track that is redacted now at which its face was detected, not extrapolated.
  private var detected: [Int: RedactionBox] = [:]

  /// The hold-over time. Within two seconds most people who turn away have turned back.
  static let limit = MediaTime(nanoseconds: 2_000_000_000)
  /// The hold-over time of a track that no detection made a likely face: most are none, and would be held on bare road.
  static let doubtful = MediaTime(nanoseconds: 500_000_000)
  /// The confidence, 0...100, from which a detection is a likely face.
  static let likely = 50.0

  init(_ policy: ReviewPolicy) {
    self.policy = policy
  }

  /// The hold-over time of a track by the highest confidence with which it was detected, 0...100.
  ///
  /// Where the whole frame is hidden in doubt, every doubt counts in full.
  private func duration(_ confidence: Double) -> MediaTime {
    policy == .linger && confidence < Self.likely ? Self.doubtful : Self.limit
  }

  /// The hold-over boxes of a frame, in addition to those of the tracker.
  mutating func process(_ frame: CoveredFrame, _ change: TrackBoundaryDetector.Change) -> [RedactionBox] {
    guard policy == .linger || policy == .hideFrame else { return [] }
    let isCut = !frame.cuts.isEmpty
    lost.removeAll { lost in
      lost.until.map { isCut || $0 <= frame.time } ?? false
        || frame.redactionBoxes.contains { $0.track == lost.redactionBox.track }
    }
    defer { noteDetected(frame.redactionBoxes, ended: change.ended.map(\.redactionBox.track)) }
    // After the last sample nothing can end the hold-over.
    let isUnbounded = policy == .hideFrame && frame.isLastSamplePassed
    lost += held(change.ended.filter { $0.edge == .sudden }.map(\.redactionBox)).map { box in
      Lost(redactionBox: box, until: isUnbounded ? nil : frame.time + duration(box.trackConfidence))
    }
    return boxes()
  }

  /// The boxes to hold for those in which tracks were lost.
  ///
  /// Beyond the last detection boxes grow to wherever the face may have gone; it stays where it was seen.
  private func held(_ redactionBoxes: [RedactionBox]) -> [RedactionBox] {
    let tracks = Set(redactionBoxes.map(\.track)).sorted()
    return tracks.flatMap { track in
      detected[track].map { [$0] } ?? redactionBoxes.filter { $0.track == track }
    }
  }

  private mutating func noteDetected(_ redactionBoxes: [RedactionBox], ended: [Int]) {
    for track in ended { detected[track] = nil }
    // The first box of a track is its most likely place.
    for redactionBox in redactionBoxes.reversed()
    where [.sample, .between].contains(redactionBox.reason) {
      detected[redactionBox.track] = redactionBox
    }
  }

  /// The boxes that are held over now.
  private func boxes() -> [RedactionBox] {
    // One box of the whole frame is enough.
    let redactionBoxes = policy == .linger ? lost.map(\.redactionBox) : lost.prefix(1).map(\.redactionBox)
    return redactionBoxes.map { redactionBox in
      let isWhole = policy == .hideFrame
      var held = RedactionBox(
        track: redactionBox.track, box: isWhole ? .picture : redactionBox.box, reason: .lingering,
        confidence: redactionBox.confidence)
      held.content = redactionBox.content
      held.cornerRadii = isWhole ? .zero : redactionBox.cornerRadii
      return held
    }
  }
}

/// Finds the tracks that begin and end between two frames, and the kind of each boundary.
struct TrackBoundaryDetector: Sendable {
  private var previous: [RedactionBox] = []
  private var isFirst = true

  /// The changes of one frame. An ended track is given with its last box.
  struct Change: Sendable {
    var began: [(redactionBox: RedactionBox, edge: TrackBoundary)] = []
    var ended: [(redactionBox: RedactionBox, edge: TrackBoundary)] = []
  }

  mutating func process(_ frame: CoveredFrame) -> Change {
    defer {
      previous = frame.redactionBoxes
      isFirst = false
    }
    let edge = isFirst ? TrackBoundary.video : frame.cuts.isEmpty ? nil : .cut
    let old = Set(previous.map(\.track))
    let new = Set(frame.redactionBoxes.map(\.track))
    return Change(
      began: frame.redactionBoxes.filter { !old.contains($0.track) }.map {
        ($0, edge ?? Self.edge(at: $0.box))
      },
      ended: previous.filter { !new.contains($0.track) }.map { ($0, edge ?? Self.edge(at: $0.box)) })
  }

  /// The boxes of the last frame: tracks that end with the video.
  func finish() -> [RedactionBox] { previous }

  private static func edge(at box: Box) -> TrackBoundary {
    let isAwayFromBorder = box.left > 0 && box.top > 0 && box.right < 1 && box.bottom < 1
    return isAwayFromBorder ? .sudden : .border
  }
}
