public import Geometry
public import Tracking

/// The data of a frame that the coverage log needs.
public struct CoveredFrame: Sendable {
  /// The presentation timestamp.
  public var time: MediaTime
  /// The end of the frame, if the container gives its duration; otherwise equal to `time`.
  public var end: MediaTime
  /// The boxes of the tracker.
  public var redactionBoxes: [RedactionBox]
  /// Timestamps of the samples after the previous frame, up to this one.
  public var samples: [MediaTime]
  /// Scene cuts after the previous frame, up to this one.
  public var cuts: [MediaTime]
  /// Whether no sample follows this frame.
  public var isLastSamplePassed: Bool
  public var isDamaged: Bool

  public init(
    time: MediaTime, end: MediaTime, redactionBoxes: [RedactionBox] = [], samples: [MediaTime] = [],
    cuts: [MediaTime] = [],
    isLastSamplePassed: Bool = false, isDamaged: Bool = false
  ) {
    self.time = time
    self.end = end
    self.redactionBoxes = redactionBoxes
    self.samples = samples
    self.cuts = cuts
    self.isLastSamplePassed = isLastSamplePassed
    self.isDamaged = isDamaged
  }
}
