import AWS
import FoundationEssentials

extension RekognitionClient {
  /// Calls an operation on an image.
  ///
  /// - Returns: the body of the response as the service sent it.
  /// - Throws: as `AWSClient.perform`; throttling and failures of the service are retried by the client.
  public func detect(_ operation: ImageOperation, in image: RekognitionImage) async throws -> [UInt8] {
    try await call(operation.rawValue, ImageMembers(operation, image), about: "\(image)")
  }
}

extension ImageOperation {
  /// Decodes a response of this operation.
  ///
  /// - Throws: `RekognitionError` if a required member is missing or has another type.
  public func read<Response: ImageResponse>(_: Response.Type, from body: [UInt8]) throws(RekognitionError)
    -> Response
  {
    do {
      return try JSONDecoder().decode(Response.self, from: Data(body))
    } catch {
      throw .malformed(rawValue, "an image", "cannot be decoded: \(error)")
    }
  }
}
