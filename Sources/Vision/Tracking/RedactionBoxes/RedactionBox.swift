public import Geometry

/// A box to hide at an instant.
public struct RedactionBox: Hashable, Sendable {
  /// The track it belongs to: numbered from 0 in order of appearance.
  public var track: Int
  /// What to hide, margin included, in ratios of the picture; not clipped to it.
  public var box: Box
  /// Why it is hidden.
  public var reason: Reason
  /// The confidence of the nearest observation, 0...100.
  public var confidence: Double

  /// The marks that the observations before and after have in common, where these follow each other; none where
  /// the face was not detected on both sides.
  public var marks: UInt32 = 0
  /// All marks that any observation of the track is known to have.
  public var trackMarks: UInt32 = 0

  /// Why a box is hidden at an instant.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// The face was detected at this instant.
    case sample
    /// Between two samples that follow each other.
    case between
    /// Before the first or after the last time the face was detected.
    case extended
    /// In a hole between two samples of one face, in which it was not detected.
    case bridged
    /// Followed through the pictures to where the samples alone would not have led.
    case followed
    /// After the face was lost in the middle of the picture, where it may still be: not the tracker's own.
    case lingering
  }

  /// Makes a cover.
  public init(track: Int, box: Box, reason: Reason, confidence: Double) {
    self.track = track
    self.box = box
    self.reason = reason
    self.confidence = confidence
  }
}

extension [RedactionBox] {
  /// One cover for each face, around all that it has: where its place is in doubt it has several, which follow each
  /// other. The first of them says why.
  public var faces: [RedactionBox] {
    reduce(into: []) { faces, redactionBox in
      if faces.last?.track == redactionBox.track {
        faces[faces.count - 1].box = faces[faces.count - 1].box.union(redactionBox.box)
      } else {
        faces.append(redactionBox)
      }
    }
  }
}
