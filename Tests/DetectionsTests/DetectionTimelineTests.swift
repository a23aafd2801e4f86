import Detections
import Geometry
import Testing

@Suite struct DetectionTimelineTests {
  private func timeline(_ text: String, minConfidence: Double = 0) throws(DetectionError) -> DetectionTimeline
  {
    var reader = DetectionReader(fill: source(text))
    return try DetectionTimeline(reading: &reader, minConfidence: minConfidence)
  }

  @Test func `samples are sorted, and those of one time are merged in the order of the input`() throws {
    // Left edges are multiples of 1/8: exact in 32 bits, too.
    let timeline = try timeline(
      Responses.page(
        Responses.face(400, left: 0.125), Responses.face(0, left: 0.25), Responses.face(200, left: 0.5),
        more: #","NextToken":"a""#)
        + Responses.page(
          Responses.face(200, left: 0.375), Responses.face(0, left: 0.625), Responses.face(0, left: 0.125)))
    #expect(
      Array(timeline) == [
        DetectionSample(0, lefts: [0.25, 0.625, 0.125]), DetectionSample(200, lefts: [0.5, 0.375]),
        DetectionSample(400, lefts: [0.125]),
      ])
    #expect(timeline[1].time == ms(200))
    #expect(timeline.boxCount == 6)
  }

  @Test func `boxes of low confidence are dropped, their samples are kept`() throws {
    let timeline = try timeline(
      Responses.page(
        Responses.face(0, left: 0.25, confidence: 49), Responses.face(200, left: 0.25, confidence: 50),
        Responses.face(200, left: 0.5, confidence: 12.5)), minConfidence: 50)
    #expect(
      Array(timeline) == [DetectionSample(0, lefts: []), DetectionSample(200, lefts: [0.25], confidence: 50)])
    #expect(timeline.counts.boxesRead == 3)
    #expect(timeline.counts.boxesDropped == 2)
  }

  @Test func `a limit of NaN drops no face`() throws {
    let timeline = try timeline(Responses.page(Responses.face(0, left: 0)), minConfidence: .nan)
    #expect(timeline.boxCount == 1)
  }

  @Test func `empty samples are kept and merged`() throws {
    let box = Responses.box(left: 0.5)
    let timeline = try timeline(#"{"timestamps":{"500":[],"0":[],"500.0":[\#(box)],"5e2":[]}}"#)
    #expect(Array(timeline) == [DetectionSample(0, lefts: []), DetectionSample(500, lefts: [0.5])])
  }

  @Test func `identities survive sorting if only some boxes have one`() throws {
    func person(_ milliseconds: Int, _ index: String) -> String {
      #"{"Timestamp":\#(milliseconds),"Person":{\#(index)"Face":{"BoundingBox":\#(Responses.box(left: 0))}}}"#
    }
    let persons = [person(600, ""), person(400, #""Index":7,"#), person(200, ""), person(0, #""Index":0,"#)]
    let timeline = try timeline(#"{"Persons":[\#(persons.joined(separator: ","))]}"#)
    #expect(timeline.map { $0.boxes.map(\.identity) } == [[0], [nil], [7], [nil]])
  }

  @Test func `an invalid input gives no timeline`() {
    #expect(throws: DetectionError.self) {
      try timeline(Responses.page(Responses.face(0, left: 0), more: #","NextToken":"a""#))
    }
  }

  @Test func `a response without faces gives an empty timeline`() throws {
    let timeline = try timeline(Responses.page())
    #expect(timeline.isEmpty)
    #expect(timeline.counts.boxesRead == 0)
  }
}
