import Detections
import Testing

@Suite struct RejectionTests {
  private static func faces(_ entry: String) -> String { #"{"Faces":[\#(entry)]}"# }
  private static func timed(_ timestamp: String) -> String {
    faces(#"{"Timestamp":\#(timestamp),"Face":{"BoundingBox":\#(Responses.box(left: 0))}}"#)
  }
  private static func boxed(_ box: String) -> String {
    faces(#"{"Timestamp":0,"Face":{"BoundingBox":\#(box)}}"#)
  }

  @Test(arguments: ["-1", "0.5", "1e300", "3600000001", "\"480\"", "null", "true", "[]", "{}"])
  func `a timestamp must be an integer within a thousand hours`(timestamp: String) {
    let error = rejection(Self.timed(timestamp))
    #expect(error?.code == .timestamp)
    #expect(error?.path == "Faces[0].Timestamp")
    #expect(error?.byteOffset == 23)
  }

  @Test func `a timestamp must not be missing`() {
    let error = rejection(Self.faces(#"{"Face":{"BoundingBox":\#(Responses.box(left: 0))}}"#))
    #expect(error?.code == .timestamp)
    #expect(error?.path == "Faces[0].Timestamp")
  }

  @Test(arguments: ["abc", "-1", "4.5", "0x10", "nan", ""])
  func `the keys of the AWS sample file must be timestamps`(key: String) {
    let error = rejection(#"{"timestamps":{"\#(key)":[]}}"#)
    #expect(error?.code == .timestamp)
    #expect(error?.path == "timestamps" + (key.isEmpty ? "." : ".\(key)"))
  }

  @Test(arguments: [
    (#"{"Height":1,"Left":0,"Top":0}"#, ".Width"), (#"{"Width":1,"Left":0,"Top":0}"#, ".Height"),
    (#"{"Width":1,"Height":1,"Top":0}"#, ".Left"), (#"{"Width":1,"Height":1,"Left":0}"#, ".Top"),
    (#"{}"#, ".Left"), (#"[0,0,1,1]"#, ""), (#""box""#, ""), (#"{"Width":-0.001}"#, ".Width"),
    (#"{"Height":-1}"#, ".Height"), (#"{"Left":101}"#, ".Left"), (#"{"Left":-101}"#, ".Left"),
    (#"{"Top":320}"#, ".Top"),
    (#"{"Width":"abc"}"#, ".Width"), (#"{"Width":null}"#, ".Width"), (#"{"Width":1e999}"#, ".Width"),
  ])
  func `a box must have four ratios`(box: String, member: String) {
    let error = rejection(Self.boxed(box))
    #expect(error?.code == .boundingBox)
    #expect(error?.path == "Faces[0].Face.BoundingBox\(member)")
  }

  @Test(arguments: ["NaN", "Infinity", "-Infinity"])
  func `NaN and Infinity as Python writes them are reported`(number: String) {
    let error = rejection(Self.boxed(#"{"Width":\#(number)}"#))
    #expect(error?.code == .nonFiniteNumber)
    #expect(error?.message == "\(number) is not a valid JSON number")
    #expect(error?.path == "Faces[0].Face.BoundingBox.Width")
  }

  @Test(arguments: [
    (#"{"Faces":[{"Timestamp":0}]}"#, Subjects.faces, "Faces[0].Face.BoundingBox"),
    (#"{"Faces":[{"Timestamp":0,"Face":{"Confidence":1}}]}"#, .faces, "Faces[0].Face.BoundingBox"),
    (#"{"Faces":[{"Timestamp":0,"Face":{"BoundingBox":null}}]}"#, .faces, "Faces[0].Face.BoundingBox"),
    (#"{"Persons":[{"Timestamp":0,"Person":{"Face":{}}}]}"#, .faces, "Persons[0].Person.Face.BoundingBox"),
    (
      #"{"TextDetections":[{"Timestamp":0,"TextDetection":{}}]}"#, Subjects(text: true),
      "TextDetections[0].TextDetection.Geometry"
    ),
    (
      #"{"Labels":[{"Timestamp":0,"Label":{"Name":"a","Instances":[{}]}}]}"#, Subjects(labels: ["a"]),
      "Labels[0].Label.Instances[0].BoundingBox"
    ),
  ])
  func `a detection without a box is rejected`(text: String, subjects: Subjects, path: String) {
    let error = rejection(text, subjects)
    #expect(error?.code == .missingBox)
    #expect(error?.path == path)
  }

  @Test(arguments: ["101", "-1", "\"high\""])
  func `a confidence must be a percentage`(confidence: String) {
    let box = Responses.box(left: 0)
    let entry = #"{"Timestamp":0,"Face":{"BoundingBox":\#(box),"Confidence":\#(confidence)}}"#
    #expect(rejection(Self.faces(entry))?.code == .confidence)
  }

  @Test(
    arguments: [
      (#"{"JobStatus":"IN_PROGRESS"}"#, .jobInProgress, "JobStatus"),
      (#"{"JobStatus":"IN_PROGRESS","Faces":[]}"#, .jobInProgress, "JobStatus"),
      (#"{"Faces":[],"JobStatus":"FAILED","StatusMessage":"too large"}"#, .jobFailed, "JobStatus"),
      (#"{"Faces":[],"JobStatus":"DONE"}"#, .jobStatus, "JobStatus"),
      (#"{"Faces":[],"JobStatus":1}"#, .wrongType, "JobStatus"),
      (#"[{"Faces":[]},{"Faces":[],"JobStatus":"IN_PROGRESS"}]"#, .jobInProgress, "[1].JobStatus"),
      (#"{"timestamps":{},"response":{"JobStatus":"FAILED"}}"#, .jobFailed, "response.JobStatus"),
      ("", .empty, ""), (" \n", .empty, ""), ("[]", .empty, ""),
      ("{}", .unknownShape, ""), (#"{"JobId":"1"}"#, .unknownShape, ""), ("7", .unknownShape, ""),
      (#"{"Celebrities":[]}"#, .unknownShape, ""), (#"[[{"Faces":[]}]]"#, .unknownShape, "[0]"),
      (#"{"response":{"Faces":[]}}"#, .unknownShape, ""), (#"{"Faces":null}"#, .unknownShape, ""),
      (#"{"Faces":{}}"#, .wrongType, "Faces"), (#"{"Faces":[1]}"#, .wrongType, "Faces[0]"),
      (#"{"VideoMetadata":{"FrameWidth":"1280"},"Faces":[]}"#, .wrongType, "VideoMetadata.FrameWidth"),
      (#"{"VideoMetadata":{"DurationMillis":-1},"Faces":[]}"#, .wrongType, "VideoMetadata.DurationMillis"),
      (#"{"ModerationLabels":[{"Timestamp":0}]}"#, .subjectNotHeld, ""),
      (#"{"Faces":[],"NextToken":"a"}"#, .missingPages, "NextToken"),
      (#"{"Faces":[],"NextToken":"a"}{"TextDetections":[]}"#, .missingPages, "NextToken"),
      (#"{"timestamps":{},"response":{"NextToken":"a"}}"#, .missingPages, "response.NextToken"),
      (
        #"{"VideoMetadata":{"FrameWidth":1},"Faces":[]}{"Faces":[],"VideoMetadata":{"FrameWidth":2}}"#,
        .metadataMismatch, "VideoMetadata.FrameWidth"
      ),
      (#"{"Faces":[]} x"#, .syntax, ""), (#"{"Faces":[]},{"Faces":[]}"#, .syntax, ""),
    ] as [(String, DetectionError.Code, String)])
  func `an invalid response is rejected`(text: String, code: DetectionError.Code, path: String) {
    let error = rejection(text)
    #expect(error?.code == code)
    #expect(error?.path == path)
    #expect(error?.remedy.isEmpty == false)
  }

  @Test(arguments: [
    (Responses.faceDetection, Subjects(persons: true)),
    (Responses.faceDetection, Subjects(faces: true, text: true)),
    (Responses.labels, .faces), (Responses.text, .faces), (Responses.faceSearch, Subjects(labels: ["Car"])),
    (Responses.sample, Subjects(persons: true)),
    (Responses.page(more: #","NextToken":"a""#), Subjects(text: true)),
  ])
  func `a subject that the response cannot contain is rejected`(text: String, subjects: Subjects) {
    #expect(rejection(text, subjects)?.code == .subjectNotHeld)
  }

  @Test func `a label that never has a box is rejected`() {
    let error = rejection(Responses.labels, Subjects(labels: ["License Plate", "beach"]))
    #expect(error?.code == .noBoxes)
    #expect(error?.message == #"label "beach" was detected, but never with a bounding box"#)
  }

  @Test func `an error has a position and a message, and is thrown again`() throws {
    let text = "{\"Faces\":[\n" + #"{"Timestamp":0,"Face":{"BoundingBox":{"Width":"abc"}}}]}"#
    var reader = DetectionReader(fill: source(text))
    for _ in 0..<2 {
      do {
        _ = try reader.next()
        Issue.record("no error")
      } catch {
        #expect(
          "\(error)" == #"line 2, byte 57, Faces[0].Face.BoundingBox.Width: expected a number, found "abc""#)
      }
    }
    let hostile = rejection(#"{"Faces":[],"JobStatus":"a\n\u001b[2J"}"#)
    #expect(hostile?.message == "expected JobStatus SUCCEEDED, found \"a\u{FFFD}\u{FFFD}[2J\"")
    let failed = rejection(#"{"JobStatus":"FAILED","StatusMessage":"too large"}"#)
    #expect(failed?.message == "the job FAILED: too large")
  }

  @Test func `an error of the source is not the end of the input`() throws {
    struct Broken: Error {}
    var rest = [Responses.page(Responses.face(0, left: 0))]
    var reader = DetectionReader { buffer in
      guard let text = rest.popLast() else { throw Broken() }
      buffer += text.utf8
    }
    do {
      while try reader.next() != nil {}
      Issue.record("no error")
    } catch {
      #expect(error.code == .unreadable)
      #expect(error.cause is Broken)
    }
  }

  @Test func `too many boxes at one time are rejected, in any order`() throws {
    func response(_ times: [Int]) -> String {
      let box = #"{"BoundingBox":{"Left":0.1,"Top":0.1,"Width":0.1,"Height":0.1},"Confidence":99}"#
      let faces = times.map { #"{"Timestamp":\#($0),"Face":\#(box)}"# }
      return #"{"JobStatus":"SUCCEEDED","Faces":[\#(faces.joined(separator: ","))]}"#
    }
    func timeline(_ text: String) -> DetectionError? {
      var reader = DetectionReader(fill: source(text))
      do throws(DetectionError) {
        _ = try DetectionTimeline(reading: &reader)
        return nil
      } catch {
        return error
      }
    }
    let most = Array(repeating: 40, count: 1000)
    #expect(rejection(response(most)) == nil && timeline(response(most)) == nil)
    #expect(rejection(response(most + [40]))?.code == .tooManyBoxes)
    #expect(timeline(response(most + [40]))?.code == .tooManyBoxes)
    #expect(timeline(response(most + [80, 40]))?.code == .tooManyBoxes)
  }
}
