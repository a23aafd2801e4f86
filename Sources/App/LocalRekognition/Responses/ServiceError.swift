import AWS
import Geometry
import StillImages

/// An error as Amazon Rekognition answers it: a name that clients switch on, and a message for people.
struct ServiceError: Error, Equatable {
  /// The exception's name in the service model, or one that every AWS service has.
  var code: String
  /// What is wrong.
  var message: String
  /// The HTTP status: 400 for what the client can change, 500 for the rest.
  var status = 400

  init(_ code: String, _ message: String) {
    self.code = code
    self.message = message
  }

  static func invalidParameter(_ message: String) -> ServiceError {
    ServiceError("InvalidParameterException", message)
  }

  static func invalidObject(_ object: ObjectReference, _ reason: String) -> ServiceError {
    ServiceError(
      "InvalidS3ObjectException",
      "Unable to get object metadata from S3. Check object key, region and/or access permissions. "
        + "\(object): \(reason)")
  }

  static func accessDenied(_ message: String) -> ServiceError {
    ServiceError("AccessDeniedException", message)
  }

  static func internalFailure(_ message: String) -> ServiceError {
    var error = ServiceError("InternalServerError", message)
    error.status = 500
    return error
  }

  static let jobNotFound = ServiceError("ResourceNotFoundException", "Could not find JobId")
  static let invalidPageToken = ServiceError(
    "InvalidPaginationTokenException", "The NextToken is not of this job and order, or has expired")
  static let imageTooLarge = ServiceError(
    "ImageTooLargeException", "An image may have 5 MB as Bytes, and 15 MB as S3Object")
  static let videoTooLarge = ServiceError("VideoTooLargeException", "A video may have 10 GB")
  static let invalidImage = ServiceError(
    "InvalidImageFormatException", "Request has invalid image format: JPEG and PNG are read")

  /// Why an image is not decoded.
  static func refused(_ refusal: StillImage.Refusal) -> ServiceError {
    switch refusal {
    case .unknownFormat: invalidImage
    case .damaged:
      ServiceError(
        "InvalidImageFormatException", "Request has invalid image format: a part is missing or damaged")
    case .tooLarge(let size):
      ServiceError(
        "ImageTooLargeException",
        "The image has \(size.width)x\(size.height) pixels; it may have \(FrameLimits.image)")
    }
  }
}
