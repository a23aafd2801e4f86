import FaceDetection
import Geometry

/// The request of DetectText.
struct DetectTextRequest: ImageRequest {
  struct FiltersMember: Decodable, Sendable {
    var WordFilter: WordFilterMember?
    var RegionsOfInterest: [RegionMember]?
  }
  /// Any; regions are refused.
  struct RegionMember: Decodable, Sendable {}
  struct WordFilterMember: Decodable, Sendable {
    var MinConfidence: Double?
    var MinBoundingBoxHeight: Double?
    var MinBoundingBoxWidth: Double?

    /// Below this confidence, what is read is mostly wrong: the default of `rapidocr-onnxruntime` 1.4.4 (`text_score`).
    private static let defaultConfidence = 50.0

    func includes(_ word: ReadText) -> Bool {
      word.confidence >= MinConfidence ?? Self.defaultConfidence
        && word.quad.box.height >= MinBoundingBoxHeight ?? 0
        && word.quad.box.width >= MinBoundingBoxWidth ?? 0
    }
  }
  var Image: ImageMember?
  var Filters: FiltersMember?

  func check(_ constraints: inout Constraints) {
    let path = "filters.wordFilter"
    let filter = Filters?.WordFilter
    constraints.check(filter?.MinConfidence, "\(path).minConfidence", in: 0...100)
    constraints.check(filter?.MinBoundingBoxHeight, "\(path).minBoundingBoxHeight", in: 0...1)
    constraints.check(filter?.MinBoundingBoxWidth, "\(path).minBoundingBoxWidth", in: 0...1)
    constraints.check(Filters?.RegionsOfInterest?.count, "filters.regionsOfInterest", length: 0...10)
  }

  func checkSupport() throws(ServiceError) {
    guard Filters?.RegionsOfInterest?.isEmpty != false else {
      throw .accessDenied("RegionsOfInterest is not available here; leave it out, or crop the image")
    }
  }

  func response(
    in image: [UInt8], by detectors: ImageDetectors, _ models: ImageModels
  ) async throws -> Responses.DetectText {
    let filter = Filters?.WordFilter ?? WordFilterMember()
    let lines = try await detectors.text(in: image).compactMap { line -> ReadLine? in
      var line = line
      line.words = line.words.filter(filter.includes)
      return line.words.isEmpty ? nil : line
    }
    return Responses.DetectText(lines, modelVersion: "frameveil: \(TextReader.name)")
  }
}
