public import Detections

/// The models of the embedded detectors of a run. All detectors look at the same frames.
public struct EmbeddedModels: Sendable {
  /// Nil if faces are not to be found.
  public var face: ModelFile?
  /// Nil if text is not to be found.
  public var text: ModelFile?
  /// Nil if neither persons nor heads are to be found.
  public var person: ModelFile?
  /// Whether the samples have heads of persons whose face is not found.
  public var findsHeads = false
  /// Whether the samples have persons.
  public var findsPersons = false

  public init(face: ModelFile? = nil, text: ModelFile? = nil) {
    self.face = face
    self.text = text
  }

  /// What the embedded detectors can find; plates and screens as far as there are characters on them.
  public static let subjects = Subjects(
    faces: true, persons: true, text: true, plates: true, screens: true, heads: true)
}
