import Detections
import Geometry
@testable import LocalRekognition
import Testing

/// Requests about images against the constraints of the service model.
@Suite struct ImageRequestTests {
  private func labels(_ members: String) throws -> DetectLabelsRequest {
    let request = try WireFormat.read(
      DetectLabelsRequest.self, from: Array(#"{"Image":{"Bytes":"AA=="}\#(members)}"#.utf8))
    _ = try request.validated()
    return request
  }

  @Test(arguments: [
    (#","MinConfidence":100.5"#, "ValidationException", "less than or equal to 100"),
    (#","MaxLabels":-1"#, "ValidationException", "'maxLabels'"),
    (#","Features":["COLOURS"]"#, "ValidationException", "[GENERAL_LABELS, IMAGE_PROPERTIES]"),
    (
      #","Features":["GENERAL_LABELS","GENERAL_LABELS","GENERAL_LABELS"]"#, "ValidationException",
      "'features'"
    ),
    (#","Features":["IMAGE_PROPERTIES"]"#, "AccessDeniedException", "IMAGE_PROPERTIES is not available here"),
    (
      #","Settings":{"ImageProperties":{"MaxDominantColors":3}}"#, "AccessDeniedException", "IMAGE_PROPERTIES"
    ),
    (
      #","Settings":{"GeneralLabels":{"LabelInclusionFilters":["\#(String(repeating: "x", count: 51))"]}}"#,
      "ValidationException", "'settings.generalLabels.labelInclusionFilters.1.member'"
    ),
  ])
  func `what DetectLabels does not take is refused`(members: String, code: String, message: String) throws {
    let error = try #require(throws: ServiceError.self) { try labels(members) }
    #expect(error.code == code && error.message.contains(message), "\(error)")
  }

  @Test(arguments: [
    ("", ["Person", "Face"]), (#""LabelInclusionFilters":["Face"]"#, ["Face"]),
    (#""LabelExclusionFilters":["Face"]"#, ["Person"]), (#""LabelInclusionFilters":["Car"]"#, []),
    (#""LabelCategoryInclusionFilters":["Person Description"]"#, ["Person", "Face"]),
    (
      #""LabelCategoryInclusionFilters":["Vehicles and Automotive"],"LabelInclusionFilters":["Face"]"#,
      ["Face"]
    ),
    (#""LabelCategoryExclusionFilters":["Person Description"],"LabelInclusionFilters":["Face"]"#, []),
  ])
  func `labels are chosen by name and category`(filters: String, names: [String]) throws {
    let request = try labels(#","Settings":{"GeneralLabels":{\#(filters)}}"#)
    let kinds: [ImageLabel.Kind] = [.person, .face]
    #expect(
      kinds.filter { request.Settings?.GeneralLabels?.includes($0) == true }.map(\.name) == names)
  }

  @Test func `a label is as sure as its surest instance`() {
    let boxes = [30.0, 70, 50].map {
      DetectedBox(box: .init(left: 0, top: 0, width: 1, height: 1), confidence: $0)
    }
    #expect(ImageLabel(.person, boxes)?.confidence == 70)
    #expect(ImageLabel(.person, []) == nil)
  }
}
