import Core

/// Signs requests to one service in one region.
public struct Signer: Sendable {
  /// Whose requests they are.
  public var credentials: AWSCredentials
  /// `us-east-1`.
  public var region: String
  /// The name that is signed, `s3` or `rekognition`.
  public var service: String

  /// Makes a signer.
  public init(credentials: AWSCredentials, region: String, service: String) {
    self.credentials = credentials
    self.region = region
    self.service = service
  }

  /// S3 signs a path as it is sent; every other service encodes it once more.
  private var encodesPathTwice: Bool { service != "s3" }

  /// The fields to add to a request's head, or to put in place of those it has: `X-Amz-Date`, with a session
  /// token `X-Amz-Security-Token`, `X-Amz-Content-Sha256` where S3 or the receiver of an unhashed body needs it,
  /// and `Authorization`, which comes last. All fields of the request are signed but those that proxies change.
  ///
  /// - Parameter seconds: the time of signing, in seconds since 1970.
  public func headers(
    for request: SigningRequest, payload: PayloadHash, at seconds: Int64
  ) -> [(name: String, value: String)] {
    let scope = SigningScope(at: seconds, region: region, service: service)
    var added = [(name: "X-Amz-Date", value: scope.timestamp)]
    if let token = credentials.sessionToken { added.append(("X-Amz-Security-Token", token)) }
    if service == "s3" || payload.value.count != 64 { added.append(("X-Amz-Content-Sha256", payload.value)) }

    var signed = request
    let replaced = Set(added.map { $0.name.lowercased() })
    signed.headers.removeAll { replaced.contains($0.name.lowercased()) }
    signed.headers += added
    let names = signed.signableHeaders
    let authorization = SignatureV4.authorization(
      accessKeyID: credentials.accessKeyID, scope: scope, signedHeaders: names,
      signature: signature(of: signed, signedHeaders: names, payload: payload, scope: scope))
    return added + [("Authorization", authorization)]
  }

  /// The query of a presigned URL: the request's own, then the parameters of the signature.
  ///
  /// - Parameters:
  ///   - expires: for how many seconds it is good; S3 allows seven days.
  ///   - seconds: the time of signing, in seconds since 1970.
  public func presignedQuery(
    for request: SigningRequest, expires: Int, payload: PayloadHash = .unsigned, at seconds: Int64
  ) -> String {
    let scope = SigningScope(at: seconds, region: region, service: service)
    let names = request.signableHeaders
    var parameters = [
      ("X-Amz-Algorithm", SignatureV4.algorithm),
      ("X-Amz-Credential", "\(credentials.accessKeyID)/\(scope.text)"),
      ("X-Amz-Date", scope.timestamp),
      ("X-Amz-Expires", String(expires)),
      ("X-Amz-SignedHeaders", names.joined(separator: ";")),
    ]
    if let token = credentials.sessionToken { parameters.append(("X-Amz-Security-Token", token)) }

    var signed = request
    let own = request.query.isEmpty ? [] : [request.query]
    let added = parameters.map { "\($0.0)=\(PercentEncoding.encode($0.1))" }
    signed.query = (own + added).joined(separator: "&")
    let signature = signature(of: signed, signedHeaders: names, payload: payload, scope: scope)
    return "\(signed.query)&X-Amz-Signature=\(signature)"
  }

  /// Steps 1 to 4 one after the other.
  func signature(
    of request: SigningRequest, signedHeaders: [String], payload: PayloadHash, scope: SigningScope
  ) -> String {
    let canonical = SignatureV4.canonicalRequest(
      request, signedHeaders: signedHeaders, payload: payload, encodesPathTwice: encodesPathTwice)
    let key = SignatureV4.signingKey(secretAccessKey: credentials.secretAccessKey, scope: scope)
    let text = SignatureV4.stringToSign(canonicalRequest: canonical, scope: scope)
    return SignatureV4.signature(of: text, key: key)
  }
}
