public import Geometry

/// A time span of the output that a reviewer should check.
public struct ReviewItem: Sendable, Equatable {
  /// The reason for the review. The raw values are written to the JSON report.
  public enum Kind: String, Sendable, Encodable, CaseIterable {
    /// A track starts away from the frame border, without a scene cut.
    case suddenBegin
    /// A track ends away from the frame border, without a scene cut.
    case suddenEnd
    /// A track was lost and continues elsewhere; its path in between is unknown.
    case hole
    /// A redaction box was interpolated for more than ``ReviewItems/longBridge``.
    case longBridge
    /// At least two faces are lost within one second, and none is left.
    case allLost
    /// The detector confidence is below ``ReviewItems/minConfidence``.
    case lowConfidence
    /// The median motion of a face between two samples exceeds half its size.
    case fastMotion
    /// No sample for more than three sampling intervals, while several faces were tracked.
    case samplingHole
    /// The detections end long before the end of the video.
    case earlyEnd
    /// Frames are damaged in the input.
    case damagedFrames
    /// A scene has no sample.
    case unsampledScene
  }

  public var kind: Kind
  public var start: MediaTime
  public var end: MediaTime
  /// The number of the track concerned, from 0; nil: the whole frame.
  public var track: Int?

  public init(_ kind: Kind, from start: MediaTime, to end: MediaTime, track: Int? = nil) {
    self.kind = kind
    self.start = start
    self.end = end
    self.track = track
  }
}

extension ReviewItem {
  /// The problem and what to check, as a sentence.
  public var advice: String {
    switch kind {
    case .suddenBegin:
      "The redaction box of \(face) starts away from the frame border: check whether the face is unredacted "
        + "just before."
    case .suddenEnd:
      "The redaction box of \(face) ends away from the frame border: check whether the face is still there "
        + "afterwards."
    case .hole:
      "The detector loses \(face) and finds it again elsewhere: check where the face is in between."
    case .longBridge:
      "The redaction box of \(face) is interpolated for more than 1 s without a detection: check whether it "
        + "lies on the face."
    case .allLost: "All faces are lost within one second: check whether anybody is still in the frame."
    case .lowConfidence:
      "The detector's confidence for \(face) is low: check whether it is a face, and whether similar faces "
        + "are missed."
    case .fastMotion:
      "Between two samples, \(face) typically moves by more than half its size: check whether its redaction "
        + "box stays on the face."
    case .samplingHole:
      "Several faces are not detected for more than three sampling intervals: check whether their redaction "
        + "boxes lie on them."
    case .earlyEnd:
      "Nothing is detected from here to the end of the video: check whether anybody is in the frame."
    case .damagedFrames:
      "The input is damaged here and the damaged frames are fully redacted: check whether neighbouring "
        + "frames must be redacted, too."
    case .unsampledScene:
      "This scene is so short that the detector looked at none of its frames: check whether anybody is in it."
    }
  }

  private var face: String { track.map { "track:\($0 + 1)" } ?? "a face" }

  /// A short heading for the problem.
  public var title: String {
    switch kind {
    case .suddenBegin: "Track starts mid-frame"
    case .suddenEnd: "Track ends mid-frame"
    case .hole: "Lost and detected elsewhere"
    case .longBridge: "Long interpolation"
    case .allLost: "All faces lost"
    case .lowConfidence: "Low confidence"
    case .fastMotion: "Fast motion between samples"
    case .samplingHole: "Gap in the detections"
    case .earlyEnd: "Detections end early"
    case .damagedFrames: "Damaged frames"
    case .unsampledScene: "Scene without a sample"
    }
  }
}
