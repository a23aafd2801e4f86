/// Where a track begins or ends.
public enum Edge: String, Sendable, Encodable, CaseIterable {
  /// With the video itself.
  case video
  /// At the picture's border: the face came in or went out.
  case border
  /// At a scene cut.
  case cut
  /// In the middle of the picture, which a face cannot do: it was seen late, or lost.
  case sudden
}
