import Detections
import Testing

/// The member `Frameveil`: the embedded detector's extension of Rekognition's format.
@Suite struct DetectorRecordTests {
  private static let record = DetectorRecord(
    detector: "CenterFace", rate: 7.5, inputWidth: 640, inputHeight: 352, tiles: 1,
    secondDetector: "libfacedetection")
  private static let detections = [
    DetectionSample(0, lefts: []), DetectionSample(133, lefts: [0.25, 0.5]), DetectionSample(267, lefts: []),
    DetectionSample(400, lefts: [0.125]),
  ]

  private func written(_ record: DetectorRecord?) throws -> String {
    var bytes: [UInt8] = []
    var writer = DetectionWriter(metadata: VideoMetadata(), record: record)
    for sample in Self.detections { try writer.write(sample, into: &bytes) }
    writer.finish(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `times without faces survive a round trip`() throws {
    var reader = DetectionReader(fill: source(try written(Self.record), chunkSize: 5))
    let timeline = try DetectionTimeline(reading: &reader)
    #expect(Array(timeline) == Self.detections)
    #expect(reader.record == Self.record)
  }

  @Test func `the record is written exactly, after the faces`() throws {
    let text = try written(Self.record)
    #expect(
      text.hasSuffix(
        """

        ],
        "Frameveil":{"Detector":"CenterFace","SecondDetector":"libfacedetection","Rate":7.5,"InputWidth":640,"InputHeight":352,"Tiles":1,\
        "EmptyTimestamps":[0,267]}}

        """))
  }

  @Test func `without a record, the response has no additional member`() throws {
    let text = try written(nil)
    #expect(!text.contains("Frameveil"))
    #expect(try samples(text) == Self.detections.filter { !$0.boxes.isEmpty })
  }

  @Test func `unknown members and nulls are ignored, wherever the record is`() throws {
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
  func `an invalid record is rejected with its path`(record: String, code: DetectionError.Code, path: String)
  {
    let error = rejection(#"{"Faces":[],"Frameveil":\#(record)}"#)
    #expect(error?.code == code)
    #expect(error?.path == path)
  }
}
