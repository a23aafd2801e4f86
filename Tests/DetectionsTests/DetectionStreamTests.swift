import Detections
import Geometry
import Testing

@Suite struct DetectionStreamTests {
  private func stream(_ text: String, minConfidence: Double = 0) -> DetectionStream {
    DetectionStream(
      reading: DetectionReader(fill: source(text, chunkSize: 7)), minConfidence: minConfidence)
  }

  private static let inOrder =
    Responses.page(
      Responses.face(0, left: 0.1), Responses.face(0, left: 0.7, confidence: 12.5),
      Responses.face(200, left: 0.3, confidence: 49), more: #","NextToken":"a""#)
    + Responses.page(Responses.face(200, left: 0.123456789012345), Responses.face(600, left: -0.2))

  @Test(arguments: [0.0, 12.6, 50, .nan], [inOrder, Responses.faceDetection, Responses.page()])
  func `a stream returns the same samples as a timeline, bit for bit`(minConfidence: Double, text: String)
    throws
  {
    var reader = DetectionReader(fill: source(text))
    let timeline = try DetectionTimeline(reading: &reader, minConfidence: minConfidence)
    var stream = stream(text, minConfidence: minConfidence)
    var samples: [DetectionSample] = []
    while let sample = try stream.next() { samples.append(sample) }
    #expect(samples == Array(timeline))
    let found = (stream.isInOrder, stream.lastTime, stream.counts, stream.metadata)
    #expect(found == (true, timeline.lastTime, timeline.counts, timeline.metadata))
  }

  @Test func `a stream ends where a time decreases, and isInOrder is false`() throws {
    var stream = stream(
      Responses.page(
        Responses.face(0, left: 0.5), Responses.face(400, left: 0.5), Responses.face(200, left: 0.5)))
    let times = try [stream.next()?.time, stream.next()?.time, stream.next()?.time]
    #expect(times == [ms(0), ms(400), nil])
    let isInOrder = stream.isInOrder
    #expect(!isInOrder)
  }

  @Test func `a stream throws the errors that a reader detects at the end of the input`() {
    #expect(throws: DetectionError.self) {
      var stream = stream(Responses.page(Responses.face(0, left: 0.5), more: #","NextToken":"a""#))
      while try stream.next() != nil {}
    }
  }
}
