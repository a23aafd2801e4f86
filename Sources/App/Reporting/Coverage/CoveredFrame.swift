public import Geometry
public import Tracking

/// A frame as far as its coverage goes.
public struct CoveredFrame: Sendable {
  /// When it is shown.
  public var time: MediaTime
  /// When the next one is, as far as the container says so; otherwise its own time.
  public var end: MediaTime
  /// What the tracker covers on it.
  public var redactionBoxes: [RedactionBox]
  /// The instants that were looked at since the frame before, up to this one.
  public var samples: [MediaTime]
  /// The scene cuts since the frame before, up to this one.
  public var cuts: [MediaTime]
  /// Whether it is known that no instant after it was looked at.
  public var areSamplesOver: Bool
  /// Whether the decoder marked it as damaged.
  public var isDamaged: Bool

  /// Makes a frame.
  public init(
    time: MediaTime, end: MediaTime, redactionBoxes: [RedactionBox] = [], samples: [MediaTime] = [],
    cuts: [MediaTime] = [],
    areSamplesOver: Bool = false, isDamaged: Bool = false
  ) {
    self.time = time
    self.end = end
    self.redactionBoxes = redactionBoxes
    self.samples = samples
    self.cuts = cuts
    self.areSamplesOver = areSamplesOver
    self.isDamaged = isDamaged
  }
}
