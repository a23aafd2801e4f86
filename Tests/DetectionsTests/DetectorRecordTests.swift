import Detections
import Testing

/// The member `Frameveil`: what the embedded detector says beyond Rekognition's shape.
@Suite struct DetectorRecordTests {
  private static let record = DetectorRecord(
    detector: "CenterFace", rate: 7.5, inputWidth: 640, inputHeight: 352, tiles: 1)
  private static let looks = [
    DetectionSample(0, lefts: []), DetectionSample(133, lefts: [0.25, 0.5]), DetectionSample(267, lefts: []),
    DetectionSample(400, lefts: [0.125]),
  ]

  private func written(_ record: DetectorRecord?) throws -> String {
    var bytes: [UInt8] = []
    var writer = DetectionWriter(metadata: VideoMetadata(), record: record)
    for sample in Self.looks { try writer.write(sample, into: &bytes) }
    writer.finish(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `instants without faces survive a round trip`() throws {
    var reader = DetectionReader(fill: source(try written(Self.record), chunkSize: 5))
    let timeline = try DetectionTimeline(reading: &reader)
    #expect(Array(timeline) == Self.looks)
    #expect(reader.record == Self.record)
  }

  @Test func `the record comes after the faces, to the letter`() throws {
    let text = try written(Self.record)
    #expect(
      text.hasSuffix(
        """

        ],
        "Frameveil":{"Detector":"CenterFace","Rate":7.5,"InputWidth":640,"InputHeight":352,"Tiles":1,\
        "EmptyTimestamps":[0,267]}}

        """))
  }

  @Test func `without a record nothing is added to the shape`() throws {
    let text = try written(nil)
    #expect(!text.contains("Frameveil"))
    #expect(try samples(text) == Self.looks.filter { !$0.boxes.isEmpty })
  }

  @Test func `members not known and nulls are passed over, wherever the record stands`() throws {
    let text =
      #"{"Frameveil":{"New":[{}],"Detector":null,"EmptyTimestamps":[40],"Tiles":2},"Faces":["#
      + Responses.face(80, left: 0.5) + #"],"JobStatus":"SUCCEEDED"}"#
    var reader = DetectionReader(fill: source(text))
    let timeline = try DetectionTimeline(reading: &reader)
    #expect(Array(timeline) == [DetectionSample(40, lefts: []), DetectionSample(80, lefts: [0.5])])
    #expect(reader.record == DetectorRecord(tiles: 2))
    #expect(try samples(#"{"Frameveil":{"EmptyTimestamps":null},"Faces":[]}"#).isEmpty)
    #expect(try samples(#"{"Frameveil":null,"Faces":[]}"#).isEmpty)
  }

  @Test(arguments: [
    (#"{"EmptyTimestamps":[1.5]}"#, DetectionError.Code.timestamp, "Frameveil.EmptyTimestamps[0]"),
    (#"{"EmptyTimestamps":[0,-1]}"#, .timestamp, "Frameveil.EmptyTimestamps[1]"),
    (#"{"EmptyTimestamps":{}}"#, .wrongType, "Frameveil.EmptyTimestamps"),
    (#"{"Rate":"fast"}"#, .wrongType, "Frameveil.Rate"),
  ])
  func `a broken record is refused by its place`(record: String, code: DetectionError.Code, path: String) {
    let error = refusal(#"{"Faces":[],"Frameveil":\#(record)}"#)
    #expect(error?.code == code)
    #expect(error?.path == path)
  }
}
