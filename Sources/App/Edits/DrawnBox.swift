public import Geometry

/// Something that is hidden in addition to what was detected, from its first keyframe to its last.
public struct DrawnBox: Sendable, Equatable, Codable {
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// Drawn by hand.
    case drawn
    /// Drawn by hand on one frame, then followed by the pixels.
    case followed
    /// Goes on where a track ends or begins.
    case extension_ = "extension"
    /// A place of the frame.
    case region
    /// The whole frame.
    case frame
  }

  public struct Keyframe: Sendable, Equatable, Codable {
    public var time: MediaTime
    public var box: Box

    public init(time: MediaTime, box: Box) { (self.time, self.box) = (time, box) }
  }

  /// Unique in the document.
  public var id: String
  public var kind: Kind
  @OrEmpty public var label = ""
  /// At least two, in order of time. Between them the box moves linearly.
  public var keyframes: [Keyframe]

  public init(id: String, kind: Kind, label: String = "", keyframes: [Keyframe]) {
    (self.id, self.kind, self.label, self.keyframes) = (id, kind, label, keyframes)
  }
}
