import AWS
import Geometry
import Rekognition
import StillImages

/// An error response: a code that clients switch on, and a message for people.
public struct ServiceError: Error, Equatable {
  /// The exception name of the service model, or a common AWS error.
  public internal(set) var code: String
  public internal(set) var message: String
  /// The HTTP status: 400 for client errors, 500 for server errors, 413 for oversized bodies.
  public internal(set) var status = 400

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

  /// - Parameter obstacle: why the operation is not available, and what to do.
  static func unavailable(_ operation: ImageOperation, _ obstacle: String?) -> ServiceError {
    accessDenied("\(operation.rawValue) is not available here: \(obstacle ?? "there is no model for it")")
  }

  static func internalFailure(_ message: String) -> ServiceError {
    var error = ServiceError("InternalServerError", message)
    error.status = 500
    return error
  }

  static let jobNotFound = ServiceError("ResourceNotFoundException", "Could not find JobId")
  static let invalidPageToken = ServiceError(
    "InvalidPaginationTokenException",
    "The NextToken does not belong to this job and sort order, or has expired")
  static let imageTooLarge = ServiceError(
    "ImageTooLargeException", "The image exceeds the limit of 5 MB as Bytes, or 15 MB as S3Object")
  static let videoTooLarge = ServiceError("VideoTooLargeException", "The video exceeds the limit of 10 GB")
  static let invalidImage = ServiceError(
    "InvalidImageFormatException", "Request has invalid image format: only JPEG and PNG are supported")

  /// The error for an image that cannot be decoded.
  static func refused(_ refusal: StillImage.Refusal) -> ServiceError {
    switch refusal {
    case .unknownFormat: invalidImage
    case .damaged:
      ServiceError(
        "InvalidImageFormatException",
        "Request has invalid image format: the image data is truncated or damaged")
    case .tooLarge(let size):
      ServiceError(
        "ImageTooLargeException",
        "The image has \(size.width)x\(size.height) pixels; the limit is \(FrameLimits.image)")
    }
  }
}
