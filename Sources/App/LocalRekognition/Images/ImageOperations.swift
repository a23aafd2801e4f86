import Core
import FaceDetection
public import Rekognition
import StillImages

/// Amazon Rekognition's operations on images, with the embedded detectors. One image is processed at a time; the callers
/// bound how many wait.
public struct ImageOperations: Sendable {
  private let models: ImageModels
  private let detectors: ImageDetectors
  private let permit = AsyncSemaphore(limit: 1)

  public init(_ models: ImageModels) {
    self.models = models
    detectors = ImageDetectors(models)
  }

  /// Why an operation cannot be performed, and what to do; nil if it can.
  public func obstacle(to operation: ImageOperation) -> String? {
    switch operation {
    case .faces, .labels: nil
    case .text: models.text.reason
    case .moderation: "there is no model for moderation labels; Amazon Rekognition has one"
    }
  }

  /// Performs an operation without further parameters; labels and text of any confidence are found.
  ///
  /// - Returns: the response of Amazon Rekognition, as JSON.
  /// - Throws: `ServiceError`.
  public func response(to operation: ImageOperation, in image: [UInt8]) async throws -> [UInt8] {
    if let obstacle = obstacle(to: operation) { throw ServiceError.unavailable(operation, obstacle) }
    let bytes = MemoryBytes(image, name: "the image")
    return switch operation {
    case .faces: try WireFormat.write(try await perform(DetectFacesRequest(), on: bytes))
    case .labels: try WireFormat.write(try await perform(DetectLabelsRequest(MinConfidence: 0), on: bytes))
    case .text:
      try WireFormat.write(
        try await perform(
          DetectTextRequest(Filters: .init(WordFilter: .init(MinConfidence: 0))), on: bytes))
    case .moderation: throw ServiceError.unavailable(operation, obstacle(to: operation))
    }
  }

  /// Performs a validated request.
  func perform<Request: ImageRequest>(
    _ request: Request, on image: any ByteRanges
  ) async throws(ServiceError) -> Request.Response {
    do {
      return try await permit.withPermit {
        let bytes = try await image.read(Int(image.size), at: 0)
        // The formats of Amazon Rekognition.
        guard let format = StillImageFormat(start: bytes), [.jpeg, .png].contains(format) else {
          throw StillImage.Refusal.unknownFormat
        }
        return try await request.response(in: bytes, by: detectors, models)
      }
    } catch let error as ServiceError {
      throw error
    } catch let refusal as StillImage.Refusal {
      throw .refused(refusal)
    } catch is ImageError {
      throw .invalidImage
    } catch {
      throw .internalFailure("\(error)")
    }
  }
}
