public import Detections

/// The models of the embedded detectors of a run. All detectors look at the same frames.
public struct EmbeddedModels: Sendable {
  /// Nil if faces are not to be found.
  public var face: FaceModel?
  /// Nil if text is not to be found.
  public var text: TextModel?

  public init(face: FaceModel? = nil, text: TextModel? = nil) {
    self.face = face
    self.text = text
  }

  /// What the embedded detectors can find; plates and screens as far as there are characters on them.
  public static let subjects = Subjects(faces: true, text: true, plates: true, screens: true)
}
