/// A face of a collection that is selected by name, to be looked for in the response of GetFaceSearch.
public struct NamedFace: Hashable, Sendable {
  /// The `ExternalImageId` or the `FaceId`.
  public var name: String
  /// The minimum `Similarity` of a match, 0...100.
  public var similarity: Double
  /// Whether a match must be unambiguous, as for a face that is to stay visible: no other face may be as
  /// similar, and the face may occur only once at a time. Otherwise an ambiguous match counts, and one match
  /// applies to every box with the same `Person.Index`.
  public var mustBeUnambiguous: Bool

  public init(name: String, similarity: Double, mustBeUnambiguous: Bool) {
    self.name = name
    self.similarity = similarity
    self.mustBeUnambiguous = mustBeUnambiguous
  }
}

/// The faces to look for in `FaceMatches`, and which of them have been matched.
struct FaceMatching {
  private let faces: [NamedFace]
  private var met: UInt32 = 0

  /// - Parameter faces: at most 32, since each has one bit of a mask.
  init(_ faces: [NamedFace]) {
    precondition(faces.count <= 32)
    self.faces = faces
  }

  var isEmpty: Bool { faces.isEmpty }
  /// The faces that can occur only once at a time.
  var exclusive: UInt32 { mask { $0.mustBeUnambiguous } }
  /// The faces whose matches apply to all boxes of an identity.
  var spreading: UInt32 { mask { !$0.mustBeUnambiguous } }
  /// The names that have not been matched, sorted.
  var notFound: [String] { faces.indices.filter { met & 1 << $0 == 0 }.map { faces[$0].name }.sorted() }

  private func mask(_ isIn: (NamedFace) -> Bool) -> UInt32 {
    faces.indices.reduce(0) { $0 | (isIn(faces[$1]) ? 1 << UInt32($1) : 0) }
  }

  /// Reads the `FaceMatches` of an entry; returns one bit for each face that is matched.
  mutating func read(from json: inout JSONReader) throws(DetectionError) -> UInt32 {
    if try json.skipNull() { return 0 }
    // For each selected face: its highest similarity, and the highest of any other face.
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
      let isSure = own[index] > others[index] || !faces[index].mustBeUnambiguous
      return isMatch && isSure ? mask | 1 << UInt32(index) : mask
    }
    met |= matches
    return matches
  }
}

extension JSONReader {
  /// Reads a `FaceMatch`: its similarity and the identifiers of its face.
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
        .confidence, "the Similarity is missing", at: position(of: start).member("Similarity"),
        remedy: "fetch the response again")
    }
    return (names, similarity)
  }
}
