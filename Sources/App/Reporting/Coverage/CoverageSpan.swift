public import Geometry
public import Tracking

/// A time span in which a track is redacted continuously and for one reason.
public struct CoverageSpan: Equatable, Sendable {
  public enum Kind: String, Sendable, Encodable, CaseIterable {
    /// The face was detected at the samples, or interpolated between adjacent samples.
    case detected
    /// Interpolated across a gap in the detections.
    case bridged
    /// Extrapolated before the first and after the last detection.
    case extended
    /// Tracked by optical flow to where the detections alone do not lead.
    case followed
    /// Held over after the track was lost away from the frame border.
    case lingering

    public init(_ reason: RedactionBox.Reason) {
      switch reason {
      case .sample, .between: self = .detected
      case .bridged: self = .bridged
      case .extended: self = .extended
      case .followed: self = .followed
      case .lingering: self = .lingering
      }
    }
  }

  /// The timestamp of the first frame.
  public var start: MediaTime
  /// The end of the last frame.
  public var end: MediaTime
  public var kind: Kind

  public init(start: MediaTime, end: MediaTime, kind: Kind) {
    self.start = start
    self.end = end
    self.kind = kind
  }
}
