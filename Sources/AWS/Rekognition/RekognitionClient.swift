public import AWS
import FoundationEssentials
import HTTP

/// The wire: operations of Amazon Rekognition as JSON 1.1 over signed POST requests.
public struct RekognitionClient: Sendable {
  private let aws: AWSClient
  /// The clock, waiting and chance.
  let environment: AWSEnvironment

  /// Sends by `aws`.
  public init(_ aws: AWSClient, environment: AWSEnvironment = .process) {
    self.aws = aws
    self.environment = environment
  }

  /// Calls an operation of this API version (2016-06-27): its members as JSON, its answer's JSON as bytes.
  ///
  /// - Parameters:
  ///   - subject: what it is about, for messages.
  ///   - unretried: codes of errors that the caller deals with.
  /// - Throws: as `AWSClient.perform` does.
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
    return try await aws.perform(call, atMost: Self.largestAnswer).body
  }

  /// A thousand entries of all attributes take 4 MB.
  private static let largestAnswer = 64 << 20
}
