public import Geometry

/// A reviewer's decision on a track, always or during a span.
public struct TrackDecision: Sendable, Equatable, Codable {
  public enum Action: String, Sendable, Codable, CaseIterable {
    /// It is hidden.
    case hide
    /// It is left visible.
    case show
    /// It is left visible: the detector was wrong.
    case notAFace
    /// It is left visible: the track begins too early or ends too late.
    case trim
  }

  /// Unique in the document.
  public var id: String
  /// The track number as shown to users, from 1.
  public var track: Int
  public var action: Action
  /// Nil: from the track's beginning.
  public var start: MediaTime?
  /// Nil: to the track's end.
  public var end: MediaTime?
  /// Why; empty if nothing was said.
  @OrEmpty public var reason = ""

  public init(
    id: String, track: Int, action: Action, start: MediaTime? = nil, end: MediaTime? = nil,
    reason: String = ""
  ) {
    (self.id, self.track, self.action) = (id, track, action)
    (self.start, self.end, self.reason) = (start, end, reason)
  }

  public var hides: Bool { action == .hide }

  /// Whether the decision is about a frame that is on screen during `shown`.
  ///
  /// In doubt something is hidden: a frame that is on screen during the span only in part is hidden by `hide` and not left
  /// visible by others.
  public func applies(to shown: Range<MediaTime>) -> Bool {
    guard hides else {
      return (start.map { shown.lowerBound >= $0 - Self.rounding } ?? true)
        && (end.map { shown.upperBound <= $0 + Self.rounding } ?? true)
    }
    return (end.map { shown.lowerBound < $0 } ?? true) && (start.map { shown.upperBound > $0 } ?? true)
  }

  /// Containers round the duration of a frame.
  private static let rounding = MediaTime(nanoseconds: 1_000_000)
}
