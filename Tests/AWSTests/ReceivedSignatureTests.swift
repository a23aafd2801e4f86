import AWS
import Core
import Testing

@Suite struct ReceivedSignatureTests {
  private static let now: Int64 = 1_700_000_000
  private static let credentials = AWSCredentials(
    accessKeyID: "AKID/with/slashes", secretAccessKey: "secret", sessionToken: "token+/=")
  private static let signer = Signer(credentials: credentials, region: "eu-central-1", service: "s3")
  private static let plain = SigningRequest(
    method: "PUT", path: "/a%20b//c", query: "partNumber=1&uploadId=x%2By",
    headers: [("Host", "localhost:9000"), ("x-amz-meta-a", "one  two"), ("Accept", "*/*")])

  private static var sent: SigningRequest {
    var request = plain
    request.headers += signer.headers(for: plain, payload: .unsigned, at: now)
    return request
  }

  private static var presigned: SigningRequest {
    var request = plain
    request.headers = [("Host", "localhost:9000")]
    request.query = signer.presignedQuery(for: request, expires: 60, at: now)
    return request
  }

  private func verify(
    _ request: SigningRequest, credentials: AWSCredentials = Self.credentials, at time: Int64 = Self.now
  ) throws {
    try ReceivedSignature(request).verify(request, payload: .unsigned, credentials: credentials, now: time)
  }

  @Test func `Signatures of the signer are accepted`() throws {
    try verify(Self.sent)
    try verify(Self.presigned)
    let received = try ReceivedSignature(Self.sent)
    #expect(received.accessKeyID == "AKID/with/slashes")
    #expect(received.scope.text == "20231114/eu-central-1/s3/aws4_request")
    #expect(received.signedHeaders.contains("x-amz-security-token"))
  }

  /// Changes of a signed request, each of which must invalidate the signature.
  private static let changes: [@Sendable (inout SigningRequest) -> Void] = [
    { $0.method = "GET" },
    { $0.path = "/a%20b/c" },
    { $0.query = $0.query.replacing("partNumber=1", with: "partNumber=2") },
    { $0.query += "&acl" },
    { $0.headers[0].value = "localhost" },
  ]

  @Test(arguments: changes.indices) func `A changed request is rejected`(change: Int) throws {
    for original in [Self.sent, Self.presigned] {
      var request = original
      Self.changes[change](&request)
      #expect(throws: SignatureError.mismatch) { try verify(request) }
    }
  }

  @Test func `Changed headers are rejected, unsigned headers are ignored`() throws {
    var request = Self.sent
    request.headers[1].value = "one three"
    #expect(throws: SignatureError.mismatch) { try verify(request) }
    request = Self.sent
    request.headers.append(("User-Agent", "any"))
    try verify(request)
    request.headers.append(("x-amz-acl", "public-read"))
    #expect(throws: SignatureError.unsignedHeader("x-amz-acl")) { try verify(request) }
  }

  @Test func `Host must be signed, and the dates must be equal`() {
    var request = Self.plain
    request.headers.removeFirst()
    request.headers += Self.signer.headers(for: request, payload: .unsigned, at: Self.now)
    request.headers.append(Self.plain.headers[0])
    #expect(throws: SignatureError.unsignedHeader("host")) { try verify(request) }

    request = Self.presigned
    request.query = request.query.replacing("%2F20231114%2F", with: "%2F20231115%2F")
    #expect(throws: SignatureError.malformed("the dates of Credential and X-Amz-Date differ")) {
      try verify(request)
    }
  }

  @Test func `Another access key, secret or session token is rejected`() {
    var other = Self.credentials
    other.accessKeyID = "AKID"
    #expect(throws: SignatureError.unknownKey) { try verify(Self.sent, credentials: other) }
    other = Self.credentials
    other.secretAccessKey += "x"
    #expect(throws: SignatureError.mismatch) { try verify(Self.sent, credentials: other) }
    other = Self.credentials
    other.sessionToken = nil
    #expect(throws: SignatureError.wrongToken) { try verify(Self.presigned, credentials: other) }
  }

  @Test func `Clock skew up to fifteen minutes is accepted`() throws {
    try verify(Self.sent, at: Self.now + 900)
    try verify(Self.sent, at: Self.now - 900)
    #expect(throws: SignatureError.skewed) { try verify(Self.sent, at: Self.now + 901) }
    #expect(throws: SignatureError.skewed) { try verify(Self.sent, at: Self.now - 901) }
    try verify(Self.presigned, at: Self.now + 60)
    #expect(throws: SignatureError.expired) { try verify(Self.presigned, at: Self.now + 61) }
    #expect(throws: SignatureError.skewed) { try verify(Self.presigned, at: Self.now - 901) }
  }

  @Test func `Malformed signatures are rejected with a reason`() {
    #expect(throws: SignatureError.missing) { try verify(Self.plain) }
    for value in ["Basic abc", "AWS4-HMAC-SHA256 Credential=a/b/c", "AWS4-HMAC-SHA256", ""] {
      var request = Self.sent
      request.headers[request.headers.count - 1].value = value
      #expect {
        try verify(request)
      } throws: {
        if case .malformed? = $0 as? SignatureError { true } else { false }
      }
    }
  }

  @Test func `Secrets do not appear in descriptions`() {
    var dumped = ""
    dump(Self.credentials, to: &dumped)
    for text in [dumped, "\(Self.credentials)", String(reflecting: Self.credentials), "\([Self.signer])"] {
      #expect(text.contains("AKID"))
      #expect(!text.contains("secret\"") && !text.contains("token+"))
    }
  }
}
