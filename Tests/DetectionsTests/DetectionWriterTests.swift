import Detections
import Geometry
import Testing

@Suite struct DetectionWriterTests {
  private func written(_ samples: [DetectionSample], _ metadata: VideoMetadata) throws -> String {
    var bytes: [UInt8] = []
    var writer = DetectionWriter(metadata: metadata)
    for sample in samples { try writer.write(sample, into: &bytes) }
    writer.finish(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `a response is written exactly`() throws {
    let text = try written(
      [DetectionSample(0, lefts: [0.1, -1e-7], confidence: 99.5), DetectionSample(40, lefts: [])],
      VideoMetadata(
        codec: "h264", durationMillis: 80, format: "a\"b\n", frameRate: 25, frameWidth: 4, frameHeight: 2))
    #expect(
      text == """
        {"JobStatus":"SUCCEEDED",
        "VideoMetadata":{"Codec":"h264","DurationMillis":80,"Format":"a\\"b\\u000a","FrameRate":25.0,\
        "FrameHeight":2,"FrameWidth":4},
        "Faces":[
        {"Timestamp":0,"Face":{"BoundingBox":{"Width":0.25,"Height":0.25,"Left":0.1,"Top":0.0},"Confidence":99.5}},
        {"Timestamp":0,"Face":{"BoundingBox":{"Width":0.25,"Height":0.25,"Left":-1e-07,"Top":0.0},"Confidence":99.5}}
        ]}

        """)
  }

  @Test func `written samples are read back unchanged`() throws {
    let metadata = VideoMetadata(codec: "\u{1}é😀\\", format: "", frameRate: 29.969802856445312)
    let written = [
      DetectionSample(480, lefts: [0.27762728929519653, 1 / 3, 1e-20]),
      DetectionSample(3_599_999_999, lefts: [1.5]),
    ]
    var reader = DetectionReader(fill: source(try self.written(written, metadata), chunkSize: 7))
    var read: [DetectionSample] = []
    while let sample = try reader.next() { read.append(sample) }
    #expect(read == written)
    #expect(reader.metadata == metadata)
  }

  @Test func `a video without faces gives a valid response`() throws {
    let text = try written([], VideoMetadata())
    let read = try samples(text)
    #expect(read.isEmpty)
  }

  @Test func `an unfinished response is reported as truncated`() throws {
    var bytes: [UInt8] = []
    var writer = DetectionWriter(metadata: VideoMetadata())
    try writer.write(DetectionSample(0, lefts: [0]), into: &bytes)
    #expect(rejection(String(decoding: bytes, as: UTF8.self))?.code == .truncated)
  }

  @Test(arguments: [(49, 0), (500_000, 1), (1_499_999, 1), (33_366_666, 33)] as [(Int64, Int64)])
  func `times are rounded to milliseconds`(nanoseconds: Int64, milliseconds: Int64) throws {
    var sample = DetectionSample(0, lefts: [0])
    sample.time = MediaTime(nanoseconds: nanoseconds)
    let read = try samples(try written([sample], VideoMetadata()))
    #expect(read.map(\.time) == [ms(milliseconds)])
  }

  @Test(arguments: [
    DetectionSample(-1, lefts: [0]), DetectionSample(0, lefts: [.nan]),
    DetectionSample(0, lefts: [0, -.infinity]),
    DetectionSample(0, lefts: [0], confidence: .nan), DetectionSample(0, lefts: [101]),
  ])
  func `a sample that no reader would accept is rejected before anything is written`(sample: DetectionSample)
  {
    var bytes: [UInt8] = []
    var writer = DetectionWriter(metadata: VideoMetadata())
    do {
      try writer.write(sample, into: &bytes)
      Issue.record("no error")
    } catch {
      #expect(error.code == .unwritable)
    }
    #expect(bytes.isEmpty)
  }
}
