import AWS
import FoundationEssentials

/// The request of DetectFaces.
struct DetectFacesRequest: Decodable {
  struct ImageMember: Decodable {
    var Bytes: Data?
    var S3Object: S3ObjectMember?
  }
  var Image: ImageMember?
  var Attributes: [String]?

  /// The image bytes, or the object that holds them.
  enum Source {
    case bytes([UInt8])
    case object(ObjectReference)
  }

  /// The limit of the service model for image bytes: 5 MB.
  static let maxBytes = 5 << 20
  /// The limit for an image in a bucket: 15 MB.
  static let maxObjectBytes: UInt64 = 15 << 20

  /// Checks the constraints of the service model and returns the source of the image.
  func validated() throws(ServiceError) -> Source {
    var constraints = Constraints()
    constraints.require(Image, "image")
    Image?.S3Object?.check(&constraints, "image.s3Object")
    for (index, attribute) in (Attributes ?? []).enumerated() {
      constraints.check(attribute, "attributes.\(index + 1).member", oneOf: Self.attributes)
    }
    if Image?.Bytes?.isEmpty == true { constraints.check("", "image.bytes", length: 1...Self.maxBytes) }
    try constraints.enforce()
    switch (Image?.Bytes, Image?.S3Object?.object) {
    case (let bytes?, nil):
      guard bytes.count <= Self.maxBytes else { throw .imageTooLarge }
      return .bytes([UInt8](bytes))
    case (nil, let object?): return .object(object)
    default:
      throw .invalidParameter("Request has invalid parameters: Image requires either Bytes or S3Object")
    }
  }

  private static let attributes = [
    "DEFAULT", "ALL", "AGE_RANGE", "BEARD", "EMOTIONS", "EYE_DIRECTION", "EYEGLASSES", "EYES_OPEN", "GENDER",
    "MOUTH_OPEN", "MUSTACHE", "FACE_OCCLUDED", "SMILE", "SUNGLASSES",
  ]
}
