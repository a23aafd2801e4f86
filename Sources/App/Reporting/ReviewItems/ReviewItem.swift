public import Geometry

/// A place in the result that a person should look at.
public struct ReviewItem: Sendable, Equatable {
  /// What is weak; the names are those of the report's JSON.
  public enum Kind: String, Sendable, Encodable, CaseIterable {
    /// A track begins in the middle of the picture.
    case suddenBegin
    /// A track ends in the middle of the picture.
    case suddenEnd
    /// A face was lost and found again elsewhere; nothing says where it was meanwhile.
    case hole
    /// A cover was drawn over a long time without a detection.
    case longBridge
    /// All faces are lost at about the same time.
    case allLost
    /// The detector was not sure.
    case lowConfidence
    /// A face moves too far between two samples.
    case fastMotion
    /// No instant was looked at for long, though faces were there.
    case samplingHole
    /// Long before the video's end, detections end.
    case earlyEnd
    /// Frames are damaged in the input.
    case damagedFrames
  }

  /// What is weak.
  public var kind: Kind
  /// From when.
  public var start: MediaTime
  /// Until when.
  public var end: MediaTime
  /// Whose cover is concerned; nil: the whole picture.
  public var track: Int?

  /// Makes a weak spot.
  public init(_ kind: Kind, from start: MediaTime, to end: MediaTime, track: Int? = nil) {
    self.kind = kind
    self.start = start
    self.end = end
    self.track = track
  }
}

extension ReviewItem {
  /// What is weak and what a reviewer should look at.
  public var advice: String {
    let face = track.map { "track:\($0 + 1)" } ?? "a face"
    return switch kind {
    case .suddenBegin:
      "The cover of \(face) begins in the middle of the picture: look whether the face is bare just before."
    case .suddenEnd:
      "The cover of \(face) ends in the middle of the picture: look whether the face is still there after it."
    case .hole: "The cover of \(face) is lost and comes again elsewhere: look where the face is meanwhile."
    case .longBridge:
      "For long, \(face) is not detected and its cover only reckoned: look whether the cover lies on the face."
    case .allLost: "All faces are lost at about the same time: look whether anybody is still in the picture."
    case .lowConfidence:
      "The detector is not sure of \(face): look whether it is one, and whether others like it are missed."
    case .fastMotion:
      "Between two samples, \(face) mostly moves by more than half its size: look whether its cover keeps up."
    case .samplingHole:
      "Several faces are not detected for long at the same time: look whether their covers lie on them."
    case .earlyEnd:
      "From here to the video's end nothing is detected: look whether anybody is in the picture."
    case .damagedFrames:
      "The input is damaged here, so whole frames are hidden: look whether more of them should be."
    }
  }

  /// A short name of what is weak.
  public var title: String {
    switch kind {
    case .suddenBegin: "Sudden begin"
    case .suddenEnd: "Sudden end"
    case .hole: "Lost for a while"
    case .longBridge: "Long without detection"
    case .allLost: "All faces lost"
    case .lowConfidence: "Low confidence"
    case .fastMotion: "Moves too fast for the samples"
    case .samplingHole: "Hole in the detections"
    case .earlyEnd: "Detections end early"
    case .damagedFrames: "Damaged frames"
    }
  }
}
