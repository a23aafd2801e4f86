import Detections
import Geometry
import Testing

/// Responses of the operations on images. Their members are those of Amazon Rekognition's API reference.
@Suite struct ImageDetectionsTests {
  private static let faces = """
    {"FaceDetails":[
    {"BoundingBox":{"Width":0.25,"Height":0.5,"Left":0.125,"Top":0.25},"Landmarks":[{"Type":"eyeLeft","X":0.2,"Y":0.3}],
    "Pose":{"Roll":-5.1},"Quality":{"Brightness":80},"Confidence":99.5},
    {"Confidence":40,"BoundingBox":{"Left":0.75,"Top":0,"Width":0.125,"Height":0.125}}],
    "OrientationCorrection":"ROTATE_0"}
    """
  private static let text = """
    {"TextDetections":[{"DetectedText":"IT'S","Type":"LINE","Id":0,"Confidence":90.5,"Geometry":{"BoundingBox":
    {"Width":0.5,"Height":0.25,"Left":0.25,"Top":0.5},"Polygon":[{"X":0.25,"Y":0.5}]}}],"TextModelVersion":"3.0"}
    """
  private static let labels = """
    {"Labels":[{"Name":"Car","Confidence":98,"Instances":[{"BoundingBox":{"Width":0.5,"Height":0.5,"Left":0,"Top":0.5},
    "Confidence":97}],"Parents":[{"Name":"Vehicle"}]},{"Name":"Beach","Confidence":99,"Instances":[],"Parents":[]}],
    "LabelModelVersion":"3.0"}
    """
  private static let moderation = """
    {"ModerationLabels":[{"Confidence":91,"Name":"Weapons","ParentName":"Violence","TaxonomyLevel":2}],
    "ModerationModelVersion":"7.0","ContentTypes":[]}
    """
  private static let search = """
    {"SearchedFaceBoundingBox":{"Width":0.5,"Height":0.5,"Left":0.25,"Top":0.25},"SearchedFaceConfidence":99,
    "FaceMatches":[{"Similarity":99,"Face":{"FaceId":"a","BoundingBox":{"Width":1,"Height":1,"Left":0,"Top":0}}}],
    "FaceModelVersion":"6.0"}
    """

  private func read(_ text: String, _ subjects: Subjects = .faces, minConfidence: Double = 0)
    throws(DetectionError) -> ImageDetections
  {
    try ImageDetections(subjects: subjects, minConfidence: minConfidence, fill: source(text))
  }

  @Test func `each operation's boxes are read`() throws {
    let found = try read(Self.faces)
    #expect(found.boxes.map(\.box).first == Box(left: 0.125, top: 0.25, width: 0.25, height: 0.5))
    #expect(found.boxes.map(\.confidence) == [99.5, 40])
    #expect(try read(Self.text, Subjects(text: true)).boxes.map(\.subject) == [.text])
    let cars = try read(Self.labels, Subjects(labels: ["car", "Dog"]))
    #expect(cars.boxes.map(\.box) == [Box(left: 0, top: 0.5, width: 0.5, height: 0.5)])
    #expect(cars.labelsNotFound == ["Dog"])
    #expect(try read(Self.moderation, Subjects(moderation: true)).boxes.map(\.box) == [.picture])
    #expect(try read(Self.moderation, Subjects(labels: ["violence"])).boxes.count == 1)
    let searched = try read(Self.search)
    #expect(searched.hasLargestFaceOnly && searched.boxes.map(\.box.width) == [0.5])
  }

  @Test func `several responses are one, in an array or one after another`() throws {
    let subjects = try Subjects(parsing: "faces,text")
    for all in [Self.faces + "\n" + Self.text, "[\(Self.faces),\(Self.text)]"] {
      #expect(try read(all, subjects).boxes.map(\.subject) == [.face, .face, .text])
    }
  }

  @Test func `boxes below the least confidence are dropped and counted`() throws {
    let found = try read(Self.faces, minConfidence: 50)
    #expect(found.boxes.count == 1 && found.dropped == 1)
  }

  @Test(arguments: [
    // Responses about videos.
    (#"{"JobStatus":"SUCCEEDED","Faces":[]}"#, "faces", DetectionError.Code.unknownShape),
    (#"{"Labels":[{"Timestamp":0,"Label":{"Name":"Car","Instances":[]}}]}"#, #"label:"Car""#, .unknownShape),
    (#"{"TextDetections":[{"Timestamp":0,"TextDetection":{"DetectedText":"a"}}]}"#, "text", .missingBox),
    (text, "faces", .subjectNotHeld), (faces, "moderation", .subjectNotHeld), ("", "faces", .empty),
    (#"{"FaceDetails":[{"Confidence":99}]}"#, "faces", .missingBox),
    (#"{"FaceDetails":[{"#, "faces", .truncated),
    (labels, #"label:"Beach""#, .noBoxes), ("[1]", "faces", .unknownShape), ("{}", "faces", .unknownShape),
  ])
  func `what cannot be redacted is refused`(text: String, subjects: String, code: DetectionError.Code) throws
  {
    let subjects = try Subjects(parsing: subjects)
    #expect {
      try read(text, subjects)
    } throws: {
      ($0 as? DetectionError)?.code == code
    }
  }
}
