public import Geometry

/// A weak spot that a person looked at: an entry of the exemption log.
public struct WeakSpotLook: Sendable, Equatable, Codable {
  /// The kind of the weak spot, as in the report; ``visibleFace`` for a find of `verify`.
  public var kind: String
  public var start: MediaTime
  public var end: MediaTime
  /// The track number as shown to users, from 1; nil: the whole frame.
  public var track: Int?
  @OrEmpty public var note = ""
  @OrEmpty public var reason = ""
  /// When it was looked at, ISO 8601.
  public var at: String

  /// The kind of a find of `verify` in the result.
  public static let visibleFace = "visibleFace"

  public init(
    kind: String, start: MediaTime, end: MediaTime, track: Int? = nil, note: String = "", reason: String = "",
    at: String
  ) {
    (self.kind, self.start, self.end, self.track) = (kind, start, end, track)
    (self.note, self.reason, self.at) = (note, reason, at)
  }

  /// Whether it is about a weak spot.
  public func matches(_ kind: String, from start: MediaTime, to end: MediaTime, track: Int?) -> Bool {
    self.kind == kind && self.track == track && Self.isNear(self.start, start) && Self.isNear(self.end, end)
  }

  private static func isNear(_ one: MediaTime, _ other: MediaTime) -> Bool {
    abs((one - other).seconds) <= 0.05
  }
}
