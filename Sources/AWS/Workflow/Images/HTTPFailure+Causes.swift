import AWS
import Core
import Detections
public import Geometry
import HTTP
import Rekognition
public import StillImages

extension HTTPFailure {
  /// What a client is told of an error. Names of buckets and roles are not among it; they are in the log.
  ///
  /// - Parameter isCancelled: whether the deadline has ended the request, whatever error that made.
  init(_ error: any Error, isCancelled: Bool) {
    switch error {
    case let failure as HTTPFailure: self = failure
    case _ where isCancelled || error is CancellationError:
      self.init(
        503, "OutOfTime", "the request took too long; send a smaller image or try again", retryAfter: 5)
    case let refusal as StillImage.Refusal: self.init(refusal, limits: .image)
    case let error as AWSError: self.init(error)
    case let error as RekognitionError where error.kind == .refused: self = .refused
    case is RekognitionError, is DetectionError:
      self.init(502, "MalformedResponse", "a service sent a response that is not understood; try again later")
    case is HTTPError: self = .unavailable
    default: self.init(500, "InternalFailure", "the function failed; its log has the reason")
    }
  }

  /// - Parameter limits: those beyond which the image was refused.
  public init(_ refusal: StillImage.Refusal, limits: FrameLimits) {
    let message = "the image \(refusal.message); "
    switch refusal {
    case .unknownFormat: self.init(415, "UnsupportedMediaType", message + "convert it to JPEG or PNG")
    case .tooLarge: self.init(413, "ImageTooLarge", message + "the limit is \(limits)")
    case .damaged: self.init(422, "InvalidImage", message + "copy it again from its source")
    }
  }

  private init(_ error: AWSError) {
    switch error.code {
    case _ where error.isThrottling:
      self.init(
        429, "Throttled", "a service throttles requests; try again later, and send fewer at once",
        retryAfter: 5)
    case _ where error.isRetryable: self = .unavailable
    case "ImageTooLargeException":
      self.init(413, "ImageTooLarge", "Rekognition refuses the image as too large; send a smaller one")
    case "InvalidImageFormatException", "InvalidParameterException":
      self.init(
        422, "InvalidImage",
        "Rekognition cannot analyse the image: it may be of an uncommon kind, or smaller than 80x80 pixels")
    default: self = .refused
    }
  }

  private static let unavailable = HTTPFailure(
    503, "ServiceUnavailable", "a service cannot be reached or failed; try again later", retryAfter: 5)
  private static let refused = HTTPFailure(
    502, "ServiceRefused", "a service refused the function's request; its log has the reason")
}
