import AWS
public import LocalRekognition
public import Rekognition
public import Workflow

/// The local Rekognition in this process.
public struct LocalDetection: ImageDetectionService {
  private let operations: ImageOperations
  /// Where images are that are too large for a request of Rekognition.
  private let store: any ImageStore

  public init(_ operations: ImageOperations, store: any ImageStore) {
    (self.operations, self.store) = (operations, store)
  }

  public var name: String { "A program on this server" }

  public func obstacle(to operation: ImageOperation) -> String? { operations.obstacle(to: operation) }

  /// - Throws: `AWSError` with the codes of Amazon Rekognition; errors of the store.
  public func detect(_ operation: ImageOperation, in image: RekognitionImage) async throws -> [UInt8] {
    let bytes: [UInt8]
    switch image {
    case .bytes(let given): bytes = given
    case .object(let object):
      guard let stored = try await store.read(object, upTo: RekognitionImage.maxObjectBytes) else {
        throw AWSError(
          code: "InvalidS3ObjectException", message: "there is no such object", status: 400,
          operation: operation.rawValue, subject: "\(object)")
      }
      bytes = stored
    }
    do {
      return try await operations.response(to: operation, in: bytes)
    } catch let error as ServiceError {
      throw AWSError(
        code: error.code, message: error.message, status: error.status, operation: operation.rawValue,
        subject: "\(image)")
    }
  }
}
