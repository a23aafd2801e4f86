import Core

/// Signs requests to one service in one region with SigV4.
public struct Signer: Sendable {
  public var credentials: AWSCredentials
  /// The signing region: `us-east-1`.
  public var region: String
  /// The signing name of the service: `s3`, `rekognition`.
  public var service: String

  public init(credentials: AWSCredentials, region: String, service: String) {
    self.credentials = credentials
    self.region = region
    self.service = service
  }

  /// S3 encodes the path once; all other services encode it twice.
  private var encodesPathTwice: Bool { service != "s3" }

  /// The headers to add to a request, replacing those of the same name: `X-Amz-Date`; `X-Amz-Security-Token`
  /// with a session token; `X-Amz-Content-Sha256` for S3 and for payloads that are not a SHA-256; and
  /// `Authorization`, which is the last. All headers of the request are signed but those that proxies change.
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

  /// The query string of a presigned URL: that of the request, then the parameters of the signature.
  ///
  /// - Parameters:
  ///   - expires: the lifetime in seconds; S3 allows up to seven days.
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

  /// Steps 1 to 4 of SigV4.
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
