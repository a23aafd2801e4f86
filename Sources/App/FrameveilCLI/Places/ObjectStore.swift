import AWS
import Core
import LocalRekognition
import Media
import S3

/// Objects in S3 as the local Rekognition reads them: by ranges, with the keys of whoever runs it.
struct ObjectStore: VideoStore {
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
