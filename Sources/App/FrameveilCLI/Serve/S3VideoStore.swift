import AWS
import Core
import LocalRekognition
import S3

/// The videos of the local Rekognition as S3 objects, read by range requests with the credentials of the server.
struct S3VideoStore: VideoStore {
  let client: AWSClient

  func open(_ object: ObjectReference) async throws -> any ByteRanges {
    do {
      return try await S3Object.open(object, by: client)
    } catch let error as UserError {
      switch error.code {
      case .noInput, .invalidInput: throw VideoStoreError(.notFound, error.message)
      case .noPermission: throw VideoStoreError(.noPermission, error.message)
      default: throw VideoStoreError(.unavailable, error.message)
      }
    }
  }
}
