/// The request of DetectFaces.
struct DetectFacesRequest: ImageRequest {
  var Image: ImageMember?
  var Attributes: [String]?

  func check(_ constraints: inout Constraints) {
    for (index, attribute) in (Attributes ?? []).enumerated() {
      constraints.check(attribute, "attributes.\(index + 1).member", oneOf: Self.attributes)
    }
  }

  func response(
    in image: [UInt8], by detectors: ImageDetectors, _ models: ImageModels
  ) async throws -> Responses.DetectFaces {
    Responses.DetectFaces(FaceDetails: try await detectors.faces(in: image).map(Responses.Face.init))
  }

  private static let attributes = [
    "DEFAULT", "ALL", "AGE_RANGE", "BEARD", "EMOTIONS", "EYE_DIRECTION", "EYEGLASSES", "EYES_OPEN", "GENDER",
    "MOUTH_OPEN", "MUSTACHE", "FACE_OCCLUDED", "SMILE", "SUNGLASSES",
  ]
}
