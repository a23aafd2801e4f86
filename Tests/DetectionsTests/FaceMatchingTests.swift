import Detections
import Geometry
import Testing

/// Selection of faces by the `FaceMatches` of GetFaceSearch.
@Suite struct FaceMatchingTests {
  private static func entry(_ time: Int, left: Double, index: Int, _ matches: [(String, Double)]?) -> String {
    let list = (matches ?? []).map {
      #"{"Similarity":\#($0.1),"Face":{"FaceId":"id-\#($0.0)","ExternalImageId":"\#($0.0)","Confidence":99}}"#
    }
    let member = matches == nil ? "" : #""FaceMatches":[\#(list.joined(separator: ","))],"#
    return """
      {"Timestamp":\(time),\(member)"Person":{"Index":\(index),"Face":{"BoundingBox":\(Responses.box(left: left))}}}
      """
  }

  private static func page(_ entries: String...) -> String {
    #"{"JobStatus":"SUCCEEDED","Persons":[\#(entries.joined(separator: ","))]}"#
  }

  private func timeline(
    _ text: String, _ faces: [NamedFace], chunkSize: Int = .max
  ) throws(DetectionError) -> DetectionTimeline {
    var reader = DetectionReader(faces: faces, fill: source(text, chunkSize: chunkSize))
    return try DetectionTimeline(reading: &reader)
  }

  private func matches(_ text: String, _ faces: NamedFace...) throws -> [[UInt32]] {
    try timeline(text, faces).map { $0.boxes.map(\.matches) }
  }

  private static let strict = NamedFace(name: "anna", similarity: 95, mustBeUnambiguous: true)
  private static let permissive = NamedFace(name: "anna", similarity: 95, mustBeUnambiguous: false)

  @Test(arguments: [1, 9, 4096]) func `a face is matched by name or ID, from its minimum similarity`(
    chunk: Int
  )
    throws
  {
    let text = Self.page(
      Self.entry(0, left: 0.1, index: 0, [("anna", 95)]),
      Self.entry(1, left: 0.1, index: 1, [("anna", 94.9)]),
      Self.entry(2, left: 0.1, index: 2, [("bert", 99)]), Self.entry(3, left: 0.1, index: 3, []),
      Self.entry(4, left: 0.1, index: 4, nil))
    let faces = [
      Self.permissive, Self.strict, NamedFace(name: "id-bert", similarity: 99, mustBeUnambiguous: false),
      NamedFace(name: "carl", similarity: 0, mustBeUnambiguous: true),
    ]
    let timeline = try timeline(text, faces, chunkSize: chunk)
    #expect(timeline.map { $0.boxes.map(\.matches) } == [[3], [0], [4], [0], [0]])
    #expect(timeline.namesNotMatched == ["carl"])
  }

  @Test func `a match is ambiguous if another face is as similar`() throws {
    let text = Self.page(
      Self.entry(0, left: 0.1, index: 0, [("anna", 97), ("bert", 96)]),
      Self.entry(1, left: 0.1, index: 0, [("bert", 97), ("anna", 97)]),
      Self.entry(2, left: 0.1, index: 0, [("bert", 99), ("anna", 98)]),
      Self.entry(3, left: 0.1, index: 0, [("anna", 96), ("anna", 99), ("bert", 98)]))
    #expect(try matches(text, Self.strict) == [[1], [0], [0], [1]])
    #expect(try matches(text, Self.permissive) == [[1], [1], [1], [1]])
  }

  @Test func `a face that occurs twice at one time is ambiguous, in any order of the input`() throws {
    let text = Self.page(
      Self.entry(0, left: 0.1, index: 0, [("anna", 97)]), Self.entry(1, left: 0.1, index: 0, [("anna", 97)]),
      Self.entry(0, left: 0.6, index: 1, [("anna", 99)]))
    #expect(try matches(text, Self.strict) == [[0, 0], [1]])
    #expect(try matches(text, Self.permissive) == [[1, 1], [1]])
  }

  @Test func `an ambiguous match applies to all boxes of a person`() throws {
    let text = Self.page(
      Self.entry(0, left: 0.1, index: 0, []), Self.entry(0, left: 0.6, index: 1, []),
      Self.entry(1, left: 0.1, index: 0, [("anna", 97)]), Self.entry(2, left: 0.1, index: 0, nil))
    #expect(try matches(text, Self.permissive) == [[1, 0], [1], [1]])
    #expect(try matches(text, Self.strict) == [[0, 0], [1], [0]])
  }

  @Test func `without names, FaceMatches are not read`() throws {
    let text = Self.page(
      #"{"Timestamp":0,"FaceMatches":3,"Person":{"Face":{"BoundingBox":\#(Responses.box(left: 0))}}}"#)
    #expect(try matches(text) == [[0]])
  }

  @Test func `a match without similarity, or a response without matches, is rejected`() {
    let match = #"{"Timestamp":0,"FaceMatches":[{"Face":{"FaceId":"a"}}]}"#
    let nameless = #expect(throws: DetectionError.self) { try timeline(Self.page(match), [Self.strict]) }
    #expect(nameless?.code == .confidence)
    #expect(nameless?.path == "Persons[0].FaceMatches[0].Similarity")
    let faces = Responses.page(Responses.face(0, left: 0.1))
    let other = #expect(throws: DetectionError.self) { try timeline(faces, [Self.strict]) }
    #expect(other?.code == .subjectNotHeld)
    #expect(other?.remedy.contains("GetFaceSearch") == true)
  }
}
