public import Geometry
public import Tracking

/// A span in which a track is covered without a break and for one reason.
public struct Stretch: Equatable, Sendable {
  /// Why it is covered.
  public enum Kind: String, Sendable, Encodable, CaseIterable {
    /// At samples in which the face was detected, and between them.
    case detected
    /// In a hole between two samples.
    case bridged
    /// Before the first and after the last time it was detected.
    case extended
    /// Followed through the pictures to where detections alone would not have led.
    case followed
    /// After it was lost in the middle of the picture.
    case lingering

    /// The kind of a cover.
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

  /// When its first frame is shown.
  public var start: MediaTime
  /// When its last frame ends.
  public var end: MediaTime
  /// Why it is covered.
  public var kind: Kind

  /// Makes a stretch.
  public init(start: MediaTime, end: MediaTime, kind: Kind) {
    self.start = start
    self.end = end
    self.kind = kind
  }
}
