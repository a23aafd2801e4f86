public import AWS
import FoundationEssentials
import HTTP

/// Calls operations of Amazon Rekognition (API version 2016-06-27) with the AWS JSON 1.1 protocol.
public struct RekognitionClient: Sendable {
  private let aws: AWSClient
  /// Clock, sleeping and randomness for the retries.
  let environment: AWSEnvironment

  public init(_ aws: AWSClient, environment: AWSEnvironment = .process) {
    self.aws = aws
    self.environment = environment
  }

  /// Calls an operation and returns the JSON of the response.
  ///
  /// - Parameters:
  ///   - members: the request members, encoded as JSON.
  ///   - subject: the resource, for error messages.
  ///   - unretried: error codes that the caller handles.
  /// - Throws: as `AWSClient.perform`.
  func call(
    _ operation: String, _ members: some Encodable, about subject: String, unretried: Set<String> = []
  ) async throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var call = AWSCall(
      service: "rekognition", method: "POST", path: "/",
      headers: [
        "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "RekognitionService.\(operation)",
      ],
      body: Array(try encoder.encode(members)), operation: operation)
    call.subject = subject
    call.unretriedCodes = unretried
    return try await aws.perform(call, upTo: Self.maxResponseBytes).body
  }

  /// Far above the largest page: 1,000 faces with all attributes take 4 MB.
  private static let maxResponseBytes = 64 << 20
}
