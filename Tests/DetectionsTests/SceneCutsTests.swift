import Detections
import Geometry
import Testing

/// Responses of GetSegmentDetection, for `--shots`.
@Suite struct SceneCutsTests {
  private static func page(_ segments: String, more: String = "") -> String {
    #"{"JobStatus":"SUCCEEDED","VideoMetadata":[{"Codec":"h264","FrameWidth":640}],"Segments":[\#(segments)]\#(more)}"#
  }
  private static func shot(_ start: Int) -> String {
    #"{"Type":"SHOT","StartTimestampMillis":\#(start),"EndTimestampMillis":\#(start + 9),"ShotSegment":{"Index":0}}"#
  }
  private static let cue =
    #"{"Type":"TECHNICAL_CUE","StartTimestampMillis":700,"TechnicalCueSegment":{"Type":"Slate"}}"#

  private func cuts(_ text: String, chunkSize: Int = .max, allowMissingPages: Bool = false)
    throws(DetectionError)
    -> SceneCuts
  {
    try SceneCuts(allowMissingPages: allowMissingPages, fill: source(text, chunkSize: chunkSize))
  }

  @Test(arguments: [1, 7, 4096]) func `cuts are the starts of shots, except the first`(chunk: Int) throws {
    let text = Self.page([Self.shot(0), Self.cue, Self.shot(2035), Self.shot(4100)].joined(separator: ","))
    let cuts = try cuts(text, chunkSize: chunk)
    #expect(cuts.times == [ms(2034), ms(4099)])
    #expect(cuts.metadata?.frameWidth == 640)
  }

  @Test func `pages may be in any order`() throws {
    let pages = [Self.page(Self.shot(5000), more: #","NextToken":"t""#), Self.page(Self.shot(1000))]
    #expect(try cuts(pages.joined(separator: "\n")).times == [ms(999), ms(4999)])
    #expect(try cuts("[\(pages.joined(separator: ","))]").times == [ms(999), ms(4999)])
  }

  @Test func `a missing page is rejected unless allowed`() throws {
    let text = Self.page(Self.shot(5000), more: #","NextToken":"t""#)
    let error = #expect(throws: DetectionError.self) { try cuts(text) }
    #expect(error?.code == .missingPages)
    #expect(try cuts(text, allowMissingPages: true).times == [ms(4999)])
  }

  @Test(arguments: ["", "3", #"{"Faces":[]}"#, #"{"JobStatus":"SUCCEEDED"}"#])
  func `a response of another operation is rejected`(text: String) {
    let error = #expect(throws: DetectionError.self) { try cuts(text) }
    #expect(error?.code == .unknownShape)
  }

  @Test func `a shot without a start is rejected`() {
    let error = #expect(throws: DetectionError.self) { try cuts(Self.page(#"{"Type":"SHOT"}"#)) }
    #expect(error?.code == .timestamp)
  }

  @Test func `it is rejected as detections, since it has no boxes`() {
    #expect(rejection(Self.page(Self.shot(0)))?.code == .subjectNotHeld)
  }
}
