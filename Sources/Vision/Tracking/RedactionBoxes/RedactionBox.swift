public import Geometry

/// A box to redact at a time.
public struct RedactionBox: Hashable, Sendable {
  /// The track's number, from 0 in order of appearance.
  public var track: Int
  /// The box including the margin, in ratios of the frame size; not clipped.
  public var box: Box
  /// The semi-axes of the box's elliptic corners, in ratios of the frame size; zero for a plain box.
  ///
  /// A face is the ellipse in its box, and the uncertainty tells where that ellipse is. So the region to hide is the box
  /// with these corners: all places of the ellipse of the mean face, grown by the margin. At most half the box's sides.
  public var cornerRadii = SIMD2<Double>.zero
  public var reason: Reason
  /// The detector's confidence of the nearest observation, 0...100.
  public var confidence: Double

  /// The marks that the observations before and after have in common, if these are consecutive; none if the
  /// face was not detected on both sides.
  public var marks: UInt32 = 0
  /// The union of the marks of all observations of the track.
  public var trackMarks: UInt32 = 0
  /// The highest confidence of the track's observations so far, 0...100; that of the first before it.
  public var trackConfidence: Double
  /// What is in the box, on which the mask depends. Set by the caller of the tracker.
  public var content = Content.face

  public enum Content: Hashable, Sendable {
    /// A head: the ellipse in the box.
    case face
    /// Characters: only a single colour hides them.
    case text
    case other
  }

  /// Why a box is redacted.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// The face was detected at this time.
    case sample
    /// Interpolated between two consecutive samples.
    case between
    /// Extrapolated before the first or after the last detection.
    case extended
    /// Interpolated across a gap between two samples of one face, in which it was not detected.
    case bridged
    /// Followed by optical flow to where the samples alone would not have led.
    case followed
    /// Taken from the scenes before and after: the detector looked at no frame of this scene.
    case adjacentScene
    /// Hold-over: the face was lost inside the frame and may still be there. Not produced by the tracker.
    case lingering
  }

  public init(track: Int, box: Box, reason: Reason, confidence: Double) {
    self.track = track
    self.box = box
    self.reason = reason
    self.confidence = confidence
    trackConfidence = confidence
  }
}

extension RedactionBox {
  /// Whether a point lies in the region: in the box, and not beyond its corners.
  public func contains(_ point: SIMD2<Double>) -> Bool {
    let distance = point - box.center
    let away = distance.replacing(with: -distance, where: distance .< .zero)
    let half = box.size / 2
    guard away.x <= half.x, away.y <= half.y else { return false }
    let beyond = away - (half - cornerRadii)
    guard beyond.x > 0, beyond.y > 0 else { return true }
    let ratio = beyond / cornerRadii
    return ratio.x * ratio.x + ratio.y * ratio.y <= 1
  }

  /// Extends the region so that it contains another region of the same face.
  ///
  /// The smaller of two radii is safe: smaller corners cut off less of a box, and a larger box with the same corners
  /// contains a smaller one.
  mutating func formUnion(_ other: RedactionBox) {
    box = box.union(other.box)
    cornerRadii = cornerRadii.replacing(with: other.cornerRadii, where: other.cornerRadii .< cornerRadii)
  }
}

extension [RedactionBox] {
  /// One redaction box per face: the bounding box of consecutive boxes of the same track, of which there are
  /// several where its position is ambiguous. The reason is that of the first.
  public var faces: [RedactionBox] {
    reduce(into: []) { faces, redactionBox in
      if faces.last?.track == redactionBox.track {
        faces[faces.count - 1].formUnion(redactionBox)
      } else {
        faces.append(redactionBox)
      }
    }
  }
}
