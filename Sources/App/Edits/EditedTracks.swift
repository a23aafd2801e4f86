public import Core
public import Geometry
public import Tracking

/// Applies the decisions of edits to the boxes of a run, frame by frame, and refuses edits of other tracks.
public struct EditedTracks: Sendable {
  private let anchors: [Int: TrackAnchor]
  private let decisions: [Int: [(index: Int, decision: TrackDecision)]]
  private let all: [TrackDecision]
  /// The tracks that have begun.
  private var begun = Set<Int>()
  /// The decisions that were about a box.
  private var matched = Set<Int>()

  public init(_ edits: Edits) {
    anchors = Dictionary(edits.tracks.map { ($0.track - 1, $0) }) { first, _ in first }
    all = edits.decisions
    decisions = Dictionary(
      grouping: edits.decisions.enumerated().map { (index: $0, decision: $1) }, by: { $0.decision.track - 1 })
  }

  /// Whether a box is left visible on a frame that is on screen during `shown`. Frames must come in order.
  ///
  /// - Parameter isAnybody: whether the face may be another one than that of the track.
  /// - Throws: `UserError` if the track begins elsewhere than the edits say.
  public mutating func leavesVisible(
    _ box: RedactionBox, shown: Range<MediaTime>, isAnybody: Bool
  ) throws(UserError) -> Bool {
    if begun.insert(box.track).inserted, let anchor = anchors[box.track] {
      guard anchor.matches(shown.lowerBound, box.box) else {
        throw Self.otherTrack(anchor, at: shown.lowerBound)
      }
    }
    var isVisible = false
    for (index, decision) in decisions[box.track] ?? [] where decision.applies(to: shown) {
      matched.insert(index)
      isVisible = !decision.hides
    }
    return isVisible && !isAnybody && box.reason != .adjacentScene
  }

  /// Throws at the end of the video if an edit was about nothing: it was made for other tracks.
  public func checkAllMatched() throws(UserError) {
    if let track = anchors.keys.sorted().first(where: { !begun.contains($0) }) {
      throw Self.unmatched("track:\(track + 1)", "there is no such track in this run")
    }
    guard let index = all.indices.first(where: { !matched.contains($0) }) else { return }
    let decision = all[index]
    let span =
      "\(decision.start.map { "\($0)" } ?? "its beginning") to \(decision.end.map { "\($0)" } ?? "its end")"
    throw Self.unmatched(
      "edit '\(decision.id)'",
      "\(decision.action.rawValue) track:\(decision.track) from \(span) is about no frame of the track")
  }

  private static func otherTrack(_ anchor: TrackAnchor, at time: MediaTime) -> UserError {
    unmatched(
      "track:\(anchor.track)",
      "begins at \(time) in this run, and at \(anchor.time) or elsewhere in the frame in the edits: it is another track"
    )
  }

  private static func unmatched(_ subject: String, _ message: String) -> UserError {
    UserError(
      .invalidInput, subject, message,
      remedy: "the edits were made for another run: open them with 'frameveil review', and decide again")
  }
}
