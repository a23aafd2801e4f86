import Core

/// The SigV4 signature of a received request, from the `Authorization` header or from a presigned URL, and
/// its verification by a server.
public struct ReceivedSignature: Sendable, Equatable {
  /// The access key ID that the request claims.
  public let accessKeyID: String
  /// The credential scope and the timestamp.
  public let scope: SigningScope
  /// The time of signing, in seconds since 1970.
  public let seconds: Int64
  /// The names of the signed headers.
  public let signedHeaders: [String]
  /// The lifetime of a presigned URL in seconds; nil for a signature in the `Authorization` header.
  public let expires: Int?
  /// The session token of the request.
  public let sessionToken: String?
  private let signature: String

  /// The accepted clock skew in seconds.
  public static let allowedSkew: Int64 = 15 * 60

  /// Parses the signature of a request without verifying it.
  public init(_ request: SigningRequest) throws(SignatureError) {
    if let authorization = request.header("authorization") {
      let date = request.header("x-amz-date") ?? ""
      let token = request.header("x-amz-security-token")
      try self.init(Self.fields(of: authorization), date: date, expires: nil, sessionToken: token)
    } else {
      let query = Dictionary(request.parameters.map { ($0.name, $0.value) }) { first, _ in first }
      guard let algorithm = query["X-Amz-Algorithm"] else { throw .missing }
      guard algorithm == SignatureV4.algorithm else {
        throw .malformed("the algorithm \(algorithm) is not supported")
      }
      guard let expires = Int(query["X-Amz-Expires"] ?? ""), (1...604_800).contains(expires) else {
        throw .malformed("X-Amz-Expires must be from 1 to 604800 seconds")
      }
      let names = ["Credential", "SignedHeaders", "Signature"]
      let fields = names.compactMap { name in query["X-Amz-\(name)"].map { (name, $0) } }
      try self.init(
        Dictionary(uniqueKeysWithValues: fields), date: query["X-Amz-Date"] ?? "", expires: expires,
        sessionToken: query["X-Amz-Security-Token"])
    }
  }

  private init(
    _ fields: [String: String], date: String, expires: Int?, sessionToken: String?
  ) throws(SignatureError) {
    guard let credential = fields["Credential"], let names = fields["SignedHeaders"],
      let signature = fields["Signature"]
    else { throw .malformed("Credential, SignedHeaders and Signature are required") }
    guard let time = CivilTime(basic: date) else {
      throw .malformed("X-Amz-Date must have the form 20130524T000000Z")
    }
    // The access key ID may contain slashes, so the scope is parsed from the end.
    let parts = credential.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 5, parts[parts.count - 1] == "aws4_request" else {
      throw .malformed("Credential must have the form KEY/20130524/us-east-1/s3/aws4_request")
    }
    let (day, region, service) = (parts[parts.count - 4], parts[parts.count - 3], parts[parts.count - 2])
    guard day == time.basicDay else { throw .malformed("the dates of Credential and X-Amz-Date differ") }
    accessKeyID = parts.dropLast(4).joined(separator: "/")
    scope = SigningScope(timestamp: date, day: day, region: region, service: service)
    seconds = time.secondsSince1970
    signedHeaders = names.split(separator: ";").map(String.init)
    self.signature = signature
    self.expires = expires
    self.sessionToken = sessionToken
  }

  /// Parses the fields of an `Authorization` header.
  private static func fields(of authorization: String) throws(SignatureError) -> [String: String] {
    let words = authorization.split(maxSplits: 1, whereSeparator: { $0 == " " })
    guard words.count == 2, words[0] == SignatureV4.algorithm else {
      throw .malformed("Authorization must begin with \(SignatureV4.algorithm)")
    }
    let pairs = words[1].split(separator: ",").map { field in
      let halves = field.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
      return (String(halves.first ?? ""), halves.count > 1 ? String(halves[1]) : "")
    }
    return Dictionary(pairs) { first, _ in first }
  }
}

extension ReceivedSignature {
  /// Verifies the signature, its age and that all required headers are signed.
  ///
  /// - Parameters:
  ///   - payload: `X-Amz-Content-Sha256` of the request, or the hash of its body. The caller must compare the header
  ///     with the received body. Presigned S3 requests use `.unsigned`.
  ///   - now: the server's clock, in seconds since 1970.
  public func verify(
    _ request: SigningRequest, payload: PayloadHash, credentials: AWSCredentials, now: Int64
  ) throws(SignatureError) {
    try checkTime(now)
    try checkCoverage(of: request)
    guard accessKeyID == credentials.accessKeyID else { throw .unknownKey }
    guard HMAC.isEqual(sessionToken ?? "", credentials.sessionToken ?? "") else { throw .wrongToken }
    let signer = Signer(credentials: credentials, region: scope.region, service: scope.service)
    let expected = signer.signature(of: request, signedHeaders: signedHeaders, payload: payload, scope: scope)
    guard HMAC.isEqual(expected, signature) else { throw .mismatch }
  }

  private func checkTime(_ now: Int64) throws(SignatureError) {
    guard let expires else {
      guard abs(now - seconds) <= Self.allowedSkew else { throw .skewed }
      return
    }
    guard seconds - now <= Self.allowedSkew else { throw .skewed }
    guard now <= seconds + Int64(expires) else { throw .expired }
  }

  /// `Host` and all `x-amz-` headers must be signed; otherwise anybody could have added or changed them.
  private func checkCoverage(of request: SigningRequest) throws(SignatureError) {
    let needed = request.headers.map { $0.name.lowercased() }.filter { $0.hasPrefix("x-amz-") } + ["host"]
    if let missing = needed.first(where: { !signedHeaders.contains($0) }) { throw .unsignedHeader(missing) }
  }
}

/// The reason for rejecting the signature of a request.
public enum SignatureError: Error, Equatable, CustomStringConvertible {
  /// The request has no signature.
  case missing
  /// The signature cannot be parsed; with the reason.
  case malformed(String)
  /// The access key ID is not known.
  case unknownKey
  /// The session token does not belong to the access key.
  case wrongToken
  /// A header that must be signed is not; with its name.
  case unsignedHeader(String)
  /// The clock skew is too large.
  case skewed
  /// The presigned URL has expired.
  case expired
  /// The computed signature differs: another secret key was used, or the request was changed.
  case mismatch

  public var description: String {
    switch self {
    case .missing: "the request is not signed"
    case .malformed(let reason): "the signature is malformed: \(reason)"
    case .unknownKey: "the access key ID is unknown"
    case .wrongToken: "the session token does not belong to the access key"
    case .unsignedHeader(let name): "the header \(name) is not signed"
    case .skewed: "the time of signing and the server's clock differ by more than 15 minutes"
    case .expired: "the presigned URL has expired"
    case .mismatch:
      "the signature does not match: the secret key is wrong, or the request was changed after signing"
    }
  }
}
