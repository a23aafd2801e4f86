import Detections
import Geometry
import Testing

@Suite struct DetectionReaderTests {
  private let realFace = Box(
    left: -0.07932692021131516, top: 0.45368367433547974, width: 0.4927884638309479,
    height: 0.27762728929519653)

  @Test func `a real response of GetFaceDetection`() throws {
    var reader = DetectionReader(fill: source(Responses.faceDetection))
    let sample = try reader.next()
    #expect(
      sample
        == DetectionSample(time: ms(3169), boxes: [DetectedBox(box: realFace, confidence: 99.9954605102539)]))
    let end = try reader.next()
    #expect(end == nil)
    let metadata = VideoMetadata(
      codec: "h264", durationMillis: 13246, format: "QuickTime / MOV", frameRate: 29.969802856445312,
      frameWidth: 320, frameHeight: 568)
    #expect(reader.metadata == metadata)
  }

  @Test func `GetFaceSearch returns faces, persons or both, with the index of the person`() throws {
    let face = DetectedBox(box: realFace, confidence: 99.9954605102539, identity: 0)
    let person = DetectedBox(
      box: Box(left: 0, top: 0.39612674713134766, width: 0.484375, height: 0.6038732528686523),
      subject: .person,
      identity: 0)
    let later = DetectedBox(
      box: Box(left: 0, top: 0.40140846371650696, width: 0.534375011920929, height: 0.5985915660858154),
      subject: .person, identity: 0)
    // A person without a face is not an empty sample: two of three entries lack the face while it is still
    // visible.
    let faces = try samples(Responses.faceSearch)
    #expect(faces == [DetectionSample(time: ms(3169), boxes: [face])])
    let persons = try samples(Responses.faceSearch, Subjects(persons: true))
    #expect(
      persons == [
        DetectionSample(time: ms(3169), boxes: [person]), DetectionSample(time: ms(3236), boxes: [later]),
      ])
    let both = try samples(Responses.faceSearch, Subjects(faces: true, persons: true))
    #expect(both.first?.boxes == [person, face])
  }

  @Test func `GetLabelDetection returns the instances of selected labels`() throws {
    var reader = DetectionReader(
      subjects: Subjects(labels: ["license plate", "Licence"]), fill: source(Responses.labels))
    let box = DetectedBox(
      box: Box(left: 0.5, top: 0, width: 0.25, height: 0.25), subject: .label, confidence: 90)
    let sample = try reader.next()
    #expect(sample == DetectionSample(time: ms(0), boxes: [box]))
    let end = try reader.next()
    #expect(end == nil)
    #expect(reader.labelsNotFound == ["Licence"])
    #expect(reader.entriesWithoutBox == 3)
  }

  @Test func `GetTextDetection returns words and lines`() throws {
    let box = DetectedBox(
      box: Box(left: 0.75, top: 0, width: 0.25, height: 0.25), subject: .text, confidence: 97.5)
    let text = try samples(Responses.text, Subjects(text: true))
    #expect(text == [DetectionSample(time: ms(40), boxes: [box])])
  }

  @Test func `the AWS sample file yields each face once and keeps times without faces`() throws {
    let expected = [
      DetectionSample(480, lefts: [0.1, 0.2]), DetectionSample(520, lefts: []),
      DetectionSample(1000, lefts: [0.3]),
    ]
    var reader = DetectionReader(fill: source(Responses.sample))
    var read: [DetectionSample] = []
    while let sample = try reader.next() { read.append(sample) }
    #expect(read == expected)
    #expect(reader.metadata == VideoMetadata(frameWidth: 1280))
    let swapped = #"{"response":{"Faces":[]},"timestamps":{"1e3":[\#(Responses.box(left: 0.3))]}}"#
    let again = try samples(swapped)
    #expect(again == [DetectionSample(1000, lefts: [0.3])])
  }

  @Test(arguments: ["", " ", "\n", "\r\n\t"])
  func `pages may be in an array, concatenated, or one per line`(separator: String) throws {
    let pages = [
      Responses.page(Responses.face(0, left: 0.1), more: #","NextToken":"a""#),
      Responses.page(
        Responses.face(0, left: 0.2), Responses.face(200, left: 0.2), more: #","NextToken":"b""#),
      Responses.page(more: #","NextToken":null"#),
    ]
    let expected = [DetectionSample(0, lefts: [0.1, 0.2]), DetectionSample(200, lefts: [0.2])]
    let inRow = try samples(pages.joined(separator: separator))
    #expect(inRow == expected)
    let inArray = try samples("[\(pages.joined(separator: separator + "," + separator))]")
    #expect(inArray == expected)
  }

  @Test(arguments: [
    #"{"Faces":[{"Face":{"Confidence":100,"BoundingBox":BOX},"Timestamp":480.0}],"JobStatus":"SUCCEEDED"}"#,
    #"{"Faces":[{"Timestamp":4.8e2,"Face":{"BoundingBox":BOX,"Confidence":null}}]}"#,
    #"{"X":[{"Faces":[1,"]}"]}],"Faces":[{"Timestamp":480,"Face":{"Pose":{"Roll":-1e1},"BoundingBox":BOX}}]}"#,
    #"{"NextToken":"","StatusMessage":null,"Faces":[{"Timestamp":480,"Face":{"BoundingBox":BOX}}]}"#,
  ])
  func `members come in any order, and unknown ones are ignored`(response: String) throws {
    let parts = response.split(separator: "BOX", omittingEmptySubsequences: false)
    let read = try samples(parts.joined(separator: Responses.box(left: 0.1)))
    #expect(read == [DetectionSample(480, lefts: [0.1])])
  }

  @Test func `boxes that extend past the frame or have no width are kept unchanged`() throws {
    let box = #"{"Width":0,"Height":3.5,"Left":-1.25,"Top":1.5}"#
    let read = try samples(#"{"Faces":[{"Timestamp":0,"Face":{"BoundingBox":\#(box)}}]}"#)
    #expect(read.first?.boxes.first?.box == Box(left: -1.25, top: 1.5, width: 0, height: 3.5))
  }

  @Test func `responses of several operations about one video are read together`() throws {
    let read = try samples(
      Responses.page(Responses.face(40, left: 0.1)) + Responses.text, Subjects(faces: true, text: true))
    #expect(read.map(\.time) == [ms(40)])
    #expect(read.first?.boxes.map(\.subject) == [.face, .text])
    // Responses without selected subjects are skipped, including their times.
    let faces = try samples(Responses.labels + Responses.page(Responses.face(40, left: 0.1)))
    #expect(faces == [DetectionSample(40, lefts: [0.1])])
  }

  @Test func `missing pages are accepted when allowed`() throws {
    let page = Responses.page(Responses.face(0, left: 0.1), more: #","NextToken":"a""#)
    var reader = DetectionReader(allowMissingPages: true, fill: source(page))
    let sample = try reader.next()
    #expect(sample == DetectionSample(0, lefts: [0.1]))
    let end = try reader.next()
    #expect(end == nil)
  }

  @Test(arguments: [
    Responses.faceDetection, Responses.faceSearch, Responses.sample, Responses.labels, Responses.text,
    Responses.page(Responses.face(0, left: 0.1)) + "\n" + Responses.page(Responses.face(0, left: 1e7)),
    "[\(Responses.page(Responses.face(0, left: 0.1))),]",
  ])
  func `every chunk size gives the same samples or the same error`(text: String) {
    let all = Subjects(faces: true, persons: true, text: true, labels: ["License Plate"])
    for subjects in [.faces, Subjects(text: true), Subjects(labels: ["License Plate"]), all] {
      func outcome(_ chunkSize: Int) -> Result<[DetectionSample], Described> {
        do {
          return .success(try samples(text, subjects, chunkSize: chunkSize))
        } catch {
          return .failure(Described(text: "\(error.code) \(error)"))
        }
      }
      let whole = outcome(.max)
      for chunkSize in 1...min(300, text.utf8.count) { #expect(outcome(chunkSize) == whole) }
    }
  }

  @Test(arguments: [
    Responses.faceDetection, Responses.faceSearch, Responses.sample, Responses.page() + Responses.page(),
  ])
  func `a response truncated at any byte is rejected`(text: String) {
    for length in 0..<text.utf8.count {
      let cut = String(decoding: text.utf8.prefix(length), as: UTF8.self)
      // Truncation between two responses cannot be detected; only the NextToken shows it.
      if cut == Responses.page() { continue }
      #expect(rejection(cut)?.code == (cut.isEmpty ? .empty : .truncated), "\(cut)")
    }
  }
}

private struct Described: Error, Equatable { var text: String }
