import Core

/// AWS Signature Version 4 (SigV4), one function for each step of its specification ("Create a signed AWS API
/// request" in the IAM User Guide, and "Authenticating Requests" in the S3 API Reference). The time is a
/// parameter.
public enum SignatureV4 {
  /// The algorithm name in requests and in the string to sign.
  public static let algorithm = "AWS4-HMAC-SHA256"

  /// Step 1: the canonical request.
  ///
  /// - Parameters:
  ///   - signedHeaders: the names of the signed headers, in lower case and sorted.
  ///   - encodesPathTwice: false for S3, true for all other services.
  public static func canonicalRequest(
    _ request: SigningRequest, signedHeaders: [String], payload: PayloadHash, encodesPathTwice: Bool
  ) -> String {
    [
      request.method.uppercased(),
      request.canonicalPath(encodesTwice: encodesPathTwice),
      request.canonicalQuery,
      request.canonicalHeaders(signedHeaders),
      signedHeaders.joined(separator: ";"),
      payload.value,
    ].joined(separator: "\n")
  }

  /// Steps 2 and 3: the string to sign.
  public static func stringToSign(canonicalRequest: String, scope: SigningScope) -> String {
    [algorithm, scope.timestamp, scope.text, SHA256.hex(canonicalRequest.utf8)].joined(separator: "\n")
  }

  /// Step 4, first half: the signing key of a date, region and service.
  public static func signingKey(secretAccessKey: String, scope: SigningScope) -> [UInt8] {
    [scope.day, scope.region, scope.service, "aws4_request"].reduce(Array("AWS4\(secretAccessKey)".utf8)) {
      HMAC.sha256(key: $0, Array($1.utf8))
    }
  }

  /// Step 4, second half: the signature, 64 lower-case hexadecimal digits.
  public static func signature(of stringToSign: String, key: [UInt8]) -> String {
    Hex.text(HMAC.sha256(key: key, Array(stringToSign.utf8)))
  }

  /// Step 5: the value of the `Authorization` header.
  public static func authorization(
    accessKeyID: String, scope: SigningScope, signedHeaders: [String], signature: String
  ) -> String {
    "\(algorithm) Credential=\(accessKeyID)/\(scope.text), "
      + "SignedHeaders=\(signedHeaders.joined(separator: ";")), Signature=\(signature)"
  }
}

/// The credential scope of a signature (date, region and service), and its timestamp.
public struct SigningScope: Sendable, Equatable {
  /// `X-Amz-Date`: `20130524T000000Z`.
  public let timestamp: String
  /// `20130524`.
  public let day: String
  /// `us-east-1`.
  public let region: String
  /// `s3`.
  public let service: String

  /// - Parameter seconds: the time of signing, in seconds since 1970.
  public init(at seconds: Int64, region: String, service: String) {
    let time = CivilTime(secondsSince1970: seconds)
    self.init(timestamp: time.basic, day: time.basicDay, region: region, service: service)
  }

  init(timestamp: String, day: String, region: String, service: String) {
    self.timestamp = timestamp
    self.day = day
    self.region = region
    self.service = service
  }

  /// The credential scope: `20130524/us-east-1/s3/aws4_request`.
  public var text: String { "\(day)/\(region)/\(service)/aws4_request" }
}
