import Core
import Edits
import Geometry
import Testing
import Tracking

/// Which boxes of a run edits leave visible, and which runs they refuse.
struct EditedTracksTests {
  private let place = Box(left: 0.1, top: 0.1, width: 0.2, height: 0.2)
  private let record = Edits.FileRecord(name: "", bytes: 0, sha256: "")

  private func edits(_ decisions: [TrackDecision]) -> Edits {
    var edits = Edits(video: record, detections: record, settings: [:])
    edits.tracks = [TrackAnchor(track: 1, time: .zero, box: place)]
    edits.decisions = decisions
    return edits
  }

  private func decision(_ action: TrackDecision.Action, _ start: Double? = nil, _ end: Double? = nil)
    -> TrackDecision
  {
    TrackDecision(
      id: "\(action)\(start ?? -1)", track: 1, action: action, start: start.map { MediaTime(seconds: $0) },
      end: end.map { MediaTime(seconds: $0) })
  }

  /// For each of ten frames of 0.1 s, whether the track is left visible.
  private func visible(_ edits: Edits, isAnybody: Bool = false, reason: RedactionBox.Reason = .sample) throws
    -> [Bool]
  {
    var tracks = EditedTracks(edits)
    let frames = try (0..<10).map { frame in
      let start = MediaTime(nanoseconds: Int64(frame) * 100_000_000)
      return try tracks.leavesVisible(
        RedactionBox(track: 0, box: place, reason: reason, confidence: 90),
        shown: start..<start + MediaTime(nanoseconds: 100_000_000), isAnybody: isAnybody)
    }
    try tracks.checkAllMatched()
    return frames
  }

  @Test(
    arguments: [
      ([], 0..<0), ([(.show, nil, nil)], 0..<10), ([(.show, 0.3, 0.6)], 3..<6),
      // A frame that is in the span only in part stays hidden, or is hidden.
      ([(.show, 0.35, 0.65)], 4..<6), ([(.show, nil, nil), (.hide, 0.55, nil)], 0..<5),
      ([(.hide, nil, nil), (.show, 0.5, nil)], 5..<10), ([(.notAFace, nil, nil)], 0..<10),
      ([(.trim, 0.8, nil)], 8..<10),
    ] as [([(TrackDecision.Action, Double?, Double?)], Range<Int>)])
  func `the last decision about a frame counts`(
    decisions: [(TrackDecision.Action, Double?, Double?)], expected: Range<Int>
  ) throws {
    let found = try visible(edits(decisions.map { decision($0.0, $0.1, $0.2) }))
    #expect(found == (0..<10).map { expected.contains($0) })
  }

  @Test func `what may be another face stays hidden`() throws {
    let shown = edits([decision(.show)])
    #expect(try visible(shown, isAnybody: true) == [Bool](repeating: false, count: 10))
    #expect(try visible(shown, reason: .adjacentScene) == [Bool](repeating: false, count: 10))
  }

  @Test func `edits of other tracks are refused`() throws {
    var late = edits([])
    late.tracks[0].time = MediaTime(seconds: 0.4)
    #expect(throws: UserError.self) { try visible(late) }
    var elsewhere = edits([])
    elsewhere.tracks[0].box = Box(left: 0.5, top: 0.1, width: 0.2, height: 0.2)
    #expect(throws: UserError.self) { try visible(elsewhere) }
    var missing = edits([])
    missing.tracks.append(TrackAnchor(track: 2, time: .zero, box: place))
    #expect(throws: UserError.self) { try visible(missing) }
    #expect(throws: UserError.self) { try visible(edits([decision(.show, 5, 6)])) }
  }
}
