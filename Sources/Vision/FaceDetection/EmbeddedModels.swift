public import Detections

/// The models of the embedded detectors of a run. All detectors look at the same frames.
public struct EmbeddedModels: Sendable {
  /// What is to be found. Heads are those of persons whose face is not found.
  public let subjects: Subjects
  /// Nil if faces are not to be found.
  public var face: ModelFile?
  /// Nil if text is not to be found.
  public var text: ModelFile?
  /// Nil if neither persons nor heads are to be found.
  public var person: ModelFile?

  public init(finding subjects: Subjects, face: ModelFile? = nil) {
    self.subjects = subjects
    self.face = face
  }

  /// What the embedded detectors can find; plates and screens as far as there are characters on them.
  public static let supported = Subjects(
    faces: true, persons: true, text: true, plates: true, screens: true, heads: true)
}
