import Detections
import Geometry
import Testing

/// GetContentModeration returns times without boxes: the whole frame is redacted.
@Suite struct ModerationTests {
  private static let response = """
    {"JobStatus":"SUCCEEDED","ModerationLabels":[
    {"Timestamp":500,"ModerationLabel":{"Confidence":91.5,"Name":"Violence","ParentName":"","TaxonomyLevel":1}},
    {"Timestamp":500,"ModerationLabel":{"Confidence":80,"Name":"Weapons","ParentName":"Violence"}},
    {"Timestamp":1000,"ModerationLabel":{"Confidence":60,"Name":"Alcohol","ParentName":"Alcohol & Tobacco"}}]}
    """

  @Test func `every moderation label redacts the whole frame`() throws {
    let found = try samples(Self.response, Subjects(moderation: true))
    #expect(found.map(\.time) == [ms(500), ms(1000)])
    #expect(found.flatMap(\.boxes).allSatisfy { $0.box == .picture && $0.subject == .moderation })
    #expect(found[1].boxes.first?.confidence == 60)
  }

  @Test func `a name selects a label and its children`() throws {
    let found = try samples(Self.response, Subjects(labels: ["violence"]))
    #expect(found.map(\.time) == [ms(500)])
    #expect(found[0].boxes.count == 2)
  }

  @Test func `several labels at one time are one box in the timeline`() throws {
    var reader = DetectionReader(subjects: Subjects(moderation: true), fill: source(Self.response))
    let timeline = try DetectionTimeline(reading: &reader)
    #expect(timeline.map(\.boxes.count) == [1, 1])
  }

  @Test func `a label of low confidence does not drop one of higher confidence`() throws {
    let response = """
      {"ModerationLabels":[{"Timestamp":0,"ModerationLabel":{"Name":"A","Confidence":20}},
      {"Timestamp":0,"ModerationLabel":{"Name":"B","Confidence":90}}]}
      """
    var reader = DetectionReader(subjects: Subjects(moderation: true), fill: source(response))
    #expect(try DetectionTimeline(reading: &reader, minConfidence: 50).map(\.boxes.count) == [1])
  }

  @Test func `segments are rejected, since only their start would be redacted`() {
    let response = """
      {"ModerationLabels":[{"Timestamp":0,"StartTimestampMillis":0,"EndTimestampMillis":3000,"DurationMillis":3000,
      "ModerationLabel":{"Name":"Violence","Confidence":99}}]}
      """
    let error = rejection(response, Subjects(moderation: true))
    #expect(error?.code == .noBoxes)
    #expect(error?.path == "ModerationLabels[0].DurationMillis")
    #expect(error?.remedy.contains("TIMESTAMPS") == true)
  }

  @Test func `the list of subjects accepts moderation`() throws {
    #expect(try Subjects(parsing: "faces,moderation") == Subjects(faces: true, moderation: true))
    #expect(Subjects(faces: true, moderation: true).description == "faces,moderation")
  }
}
