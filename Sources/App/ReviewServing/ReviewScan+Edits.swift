import Core
import Detections
public import Edits
import Geometry
import Pipeline
import Redaction
import Tracking

extension ReviewScan {
  /// The masks of the frame at a time, as a run with the edits has them.
  func masks(at time: MediaTime, _ edits: Edits) throws -> [MaskBox] {
    guard let frame = boxes.frame(at: time) else { return [] }
    if boxes.isWhole[frame] != 0 { return [MaskBox(.picture)] }
    let shown = boxes.shown(frame)
    // Where tracks begin is checked when edits come in; here any frame may be the first.
    var unanchored = edits
    unanchored.tracks = []
    var tracks = EditedTracks(unanchored)
    var masks: [MaskBox] = []
    for index in boxes.boxes(of: frame) {
      let box = boxes.box(index)
      guard try !tracks.leavesVisible(box, shown: shown, isAnybody: boxes.isChanged(index)) else { continue }
      masks.append(
        MaskBox(
          box.box, cornerRadii: box.content == .face ? box.cornerRadii : .zero, face: box.track,
          isSolid: box.content == .text))
    }
    var selection = Selection()
    selection.apply(edits)
    return masks + selection.added.compactMap { $0.box(while: shown).map { MaskBox($0) } }
  }

  /// The PTS of the frame that is on screen at a time.
  func frameTime(at time: MediaTime) -> MediaTime {
    boxes.frame(at: time).map { MediaTime(nanoseconds: boxes.starts[$0]) } ?? .zero
  }

  /// What in the edits is about nothing in this video; nil if all is about something.
  public func fault(in edits: Edits) -> String? {
    let tracks = Dictionary(overview.tracks.map { ($0.track, $0) }) { first, _ in first }
    for anchor in edits.tracks {
      guard let track = tracks[anchor.track] else { return "there is no track:\(anchor.track)" }
      guard track.detections == nil else {
        return
          "track:\(anchor.track) is doubtful: it has no redaction to decide about, and is hidden by boxes"
      }
      let box = track.first.box
      let place = Box(left: box[0], top: box[1], width: box[2], height: box[3])
      guard anchor.matches(MediaTime(seconds: track.first.time), place) else {
        return "track:\(anchor.track) begins elsewhere"
      }
    }
    for decision in edits.decisions {
      guard let track = tracks[decision.track], isAboutFrame(decision, of: track) else {
        return "the decision '\(decision.id)' is about no frame of track:\(decision.track)"
      }
    }
    let end = overview.video.seconds
    return edits.boxes.first { $0.keyframes[0].time.seconds >= end }.map {
      "the box '\($0.id)' begins after the video's end"
    }
  }

  private func isAboutFrame(_ decision: TrackDecision, of track: ReviewOverview.Track) -> Bool {
    let start = max(track.start, decision.start?.seconds ?? 0)
    let end = min(track.end, decision.end?.seconds ?? .infinity)
    let frames = boxes.frames(from: MediaTime(seconds: start), to: MediaTime(seconds: end))
    return frames.contains { frame in
      boxes.boxes(of: frame).contains { Int(boxes.tracks[$0]) + 1 == decision.track }
        && decision.applies(to: boxes.shown(frame))
    }
  }

  /// How many weak spots were looked at, those that `verify` found among them, and how many there are.
  func looked(in edits: Edits) -> (looked: Int, weakSpots: Int) {
    let findings = edits.verification?.findings ?? []
    let looked = overview.weakSpots.count { spot in
      edits.looks.contains {
        $0.matches(
          spot.kind, from: MediaTime(seconds: spot.start), to: MediaTime(seconds: spot.end), track: spot.track
        )
      }
    }
    let found = findings.count { finding in
      edits.looks.contains {
        $0.matches(WeakSpotLook.visibleFace, from: finding.start, to: finding.end, track: nil)
      }
    }
    return (looked + found, overview.weakSpots.count + findings.count)
  }
}
