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

/// Whom to look for in `FaceMatches`, and who was found so far.
struct FaceMatching {
  private let faces: [NamedFace]
  private var met: UInt32 = 0

  /// - Parameter faces: 32 at most, a bit of a mask each.
  init(_ faces: [NamedFace]) {
    precondition(faces.count <= 32)
    self.faces = faces
  }

  var isEmpty: Bool { faces.isEmpty }
  /// The matches of which one instant can have but one.
  var exclusive: UInt32 { mask { $0.mustBeSure } }
  /// The matches that count for all boxes of an identity.
  var spreading: UInt32 { mask { !$0.mustBeSure } }
  /// The names that were never matched, sorted.
  var unmet: [String] { faces.indices.filter { met & 1 << $0 == 0 }.map { faces[$0].name }.sorted() }

  private func mask(_ isIn: (NamedFace) -> Bool) -> UInt32 {
    faces.indices.reduce(0) { $0 | (isIn(faces[$1]) ? 1 << UInt32($1) : 0) }
  }

  /// Reads the `FaceMatches` of an entry; a bit for each face that is matched.
  mutating func read(from json: inout JSONReader) throws(DetectionError) -> UInt32 {
    if try json.skipNull() { return 0 }
    // The greatest similarity of each chosen face, and of every face that is not that one.
    var own = Array(repeating: -1.0, count: faces.count)
    var others = own
    try json.beginArray()
    while try json.nextElement() {
      let match = try json.readFaceMatch()
      for index in faces.indices {
        if match.names.contains(faces[index].name) {
          own[index] = max(own[index], match.similarity)
        } else {
          others[index] = max(others[index], match.similarity)
        }
      }
    }
    let matches = faces.indices.reduce(UInt32(0)) { mask, index in
      let isMatch = own[index] >= faces[index].similarity
      let isSure = own[index] > others[index] || !faces[index].mustBeSure
      return isMatch && isSure ? mask | 1 << UInt32(index) : mask
    }
    met |= matches
    return matches
  }
}

extension JSONReader {
  /// Reads a `FaceMatch`: how similar, and to whom.
  fileprivate mutating func readFaceMatch() throws(DetectionError) -> (names: [String], similarity: Double) {
    var names: [String] = []
    var similarity: Double?
    try beginObject()
    let start = mark
    while let key = try nextKey() {
      if try skipNull() { continue }
      switch key {
      case "Similarity": similarity = try readConfidence()
      case "Face":
        try beginObject()
        while let key = try nextKey() {
          guard key == "FaceId" || key == "ExternalImageId", try peekKind() == .string else {
            try skipValue()
            continue
          }
          names.append(try readString())
        }
      default: try skipValue()
      }
    }
    guard let similarity else {
      throw DetectionError(
        .confidence, "the Similarity is missing", at: place(of: start).member("Similarity"),
        remedy: "fetch the response again")
    }
    return (names, similarity)
  }
}
