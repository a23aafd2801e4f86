import Detections
import Geometry
import Testing

@Suite struct DetectionStreamTests {
  private func survey(_ text: String, minConfidence: Double = 0) throws(DetectionError) -> DetectionSurvey {
    var reader = DetectionReader(fill: source(text))
    return try DetectionSurvey(reading: &reader, minConfidence: minConfidence)
  }

  private static let inOrder =
    Answers.page(
      Answers.face(0, left: 0.1), Answers.face(0, left: 0.7, confidence: 12.5),
      Answers.face(200, left: 0.3, confidence: 49), more: #","NextToken":"a""#)
    + Answers.page(Answers.face(200, left: 0.123456789012345), Answers.face(600, left: -0.2))

  @Test(arguments: [0.0, 12.6, 50, .nan], [inOrder, Answers.faceDetection, Answers.page()])
  func `a stream gives what a timeline gives, to the bit`(minConfidence: Double, text: String) throws {
    var reader = DetectionReader(fill: source(text))
    let timeline = try DetectionTimeline(reading: &reader, minConfidence: minConfidence)
    var stream = DetectionStream(
      reading: DetectionReader(fill: source(text, chunkSize: 7)), minConfidence: minConfidence)
    var samples: [DetectionSample] = []
    while let sample = try stream.next() { samples.append(sample) }
    #expect(samples == Array(timeline))
    let survey = try survey(text, minConfidence: minConfidence)
    #expect(survey.isInOrder)
    #expect(survey.last == timeline.lastTime)
    #expect(survey.counts == timeline.counts)
    #expect(survey.metadata == timeline.metadata)
  }

  @Test func `a survey sees times that fall, and the latest of them`() throws {
    let survey = try survey(
      Answers.page(Answers.face(0, left: 0.5), Answers.face(400, left: 0.5), Answers.face(200, left: 0.5)))
    #expect(!survey.isInOrder)
    #expect(survey.last == ms(400))
  }

  @Test func `a survey refuses what a reader refuses at the end of its input`() {
    #expect(throws: DetectionError.self) {
      try survey(Answers.page(Answers.face(0, left: 0.5), more: #","NextToken":"a""#))
    }
  }
}
