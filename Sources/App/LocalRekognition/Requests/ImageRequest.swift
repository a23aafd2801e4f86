import AWS
import FoundationEssentials

/// A request about one image.
protocol ImageRequest: Decodable, Sendable {
  associatedtype Response: Encodable & Sendable

  var Image: ImageMember? { get }
  /// Checks the constraints of the service model for the members beside the image.
  func check(_ constraints: inout Constraints)
  /// Refuses what the service model allows and the detectors cannot do.
  func checkSupport() throws(ServiceError)
  /// - Throws: `StillImage.Refusal`, `ImageError`, `ServiceError`; errors of the detectors.
  func response(
    in image: [UInt8], by detectors: ImageDetectors, _ models: ImageModels
  ) async throws -> Response
}

extension ImageRequest {
  func checkSupport() throws(ServiceError) {}

  /// Checks the request and returns the source of the image.
  func validated() throws(ServiceError) -> ImageMember.Source {
    var constraints = Constraints()
    constraints.require(Image, "image")
    Image?.S3Object?.check(&constraints, "image.s3Object")
    check(&constraints)
    if Image?.Bytes?.isEmpty == true {
      constraints.check("", "image.bytes", length: 1...ImageMember.maxBytes)
    }
    try constraints.enforce()
    try checkSupport()
    switch (Image?.Bytes, Image?.S3Object?.object) {
    case (let bytes?, nil):
      guard bytes.count <= ImageMember.maxBytes else { throw .imageTooLarge }
      return .bytes([UInt8](bytes))
    case (nil, let object?): return .object(object)
    default:
      throw .invalidParameter("Request has invalid parameters: Image requires either Bytes or S3Object")
    }
  }
}

/// The image of a request.
struct ImageMember: Decodable, Sendable {
  var Bytes: Data?
  var S3Object: S3ObjectMember?

  /// The image bytes, or the object that holds them.
  enum Source {
    case bytes([UInt8])
    case object(ObjectReference)
  }

  /// The limit of the service model for image bytes: 5 MB.
  static let maxBytes = 5 << 20
  /// The limit for an image in a bucket: 15 MB.
  static let maxObjectBytes: UInt64 = 15 << 20
}
