/// A face of a collection that was chosen by name, to be looked for in the answer of GetFaceSearch.
public struct NamedFace: Hashable, Sendable {
  /// Its `ExternalImageId` or its `FaceId`.
  public var name: String
  /// The least `Similarity` that counts, 0...100.
  public var similarity: Double
  /// Whether doubt speaks against a match, as for a face that is to be left visible: then nobody else may be as
  /// similar, nor may one instant have two of it. Otherwise doubt speaks for it: every box of a `Person.Index` that
  /// was ever matched counts as matched.
  public var mustBeSure: Bool

  /// Names a face.
  public init(name: String, similarity: Double, mustBeSure: Bool) {
    self.name = name
    self.similarity = similarity
    self.mustBeSure = mustBeSure
  }
}
