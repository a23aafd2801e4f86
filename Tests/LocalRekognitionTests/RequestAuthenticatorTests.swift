import AWS
import Core
import HTTP
import HTTPServing
@testable import LocalRekognition
import Testing

/// Which requests are accepted. The end-to-end tests use signatures of botocore.
@Suite struct RequestAuthenticatorTests {
  private static let now: Int64 = 1_700_000_000
  private static let key = AWSCredentials(accessKeyID: "AKID", secretAccessKey: "secret")

  private func request(
    signedWith credentials: AWSCredentials = key, service: String = "rekognition", at time: Int64 = now
  ) -> ServedRequest {
    var request = ServedRequest(
      method: "POST", path: "/", headers: ["Host": "127.0.0.1:8080", "X-Amz-Target": "RekognitionService.X"],
      body: Array("{}".utf8))
    let signer = Signer(credentials: credentials, region: "us-east-1", service: service)
    let signing = SigningRequest(
      method: request.method, path: request.path, headers: request.headers.fields.map { ($0.name, $0.value) })
    for (name, value) in signer.headers(for: signing, payload: .sha256(of: request.body), at: time) {
      request.headers[name] = value
    }
    return request
  }

  private func refusal(
    _ request: ServedRequest, _ keys: [AWSCredentials] = [key]
  ) -> String? {
    do throws(ServiceError) {
      try RequestAuthenticator(keys).check(request, now: Self.now)
      return nil
    } catch {
      return error.code
    }
  }

  @Test func `a request signed with a known key is accepted`() {
    let others = AWSCredentials(accessKeyID: "OTHER", secretAccessKey: "x")
    #expect(refusal(request(), [others, Self.key]) == nil)
  }

  @Test func `clocks may differ by 15 minutes`() {
    for time in [Self.now - 900, Self.now + 900] { #expect(refusal(request(at: time)) == nil) }
    for time in [Self.now - 901, Self.now + 901] {
      #expect(refusal(request(at: time)) == "InvalidSignatureException")
    }
  }

  @Test func `unknown keys and wrong secrets are rejected`() {
    var other = Self.key
    other.secretAccessKey = "Secret"
    #expect(refusal(request(signedWith: other)) == "InvalidSignatureException")
    other.accessKeyID = "OTHER"
    #expect(refusal(request(signedWith: other)) == "UnrecognizedClientException")
    #expect(refusal(request(), []) == "UnrecognizedClientException")
  }

  @Test func `a session token is compared if the key has one`() {
    var (temporary, other) = (Self.key, Self.key)
    (temporary.sessionToken, other.sessionToken) = ("token", "other")
    #expect(refusal(request(signedWith: temporary)) == nil)
    #expect(refusal(request(signedWith: temporary), [temporary]) == nil)
    #expect(refusal(request(signedWith: other), [temporary]) == "UnrecognizedClientException")
    #expect(refusal(request(), [temporary]) == "UnrecognizedClientException")
  }

  @Test func `a modified request is rejected`() {
    var requests = Array(repeating: request(), count: 6)
    requests[0].body = Array("{ }".utf8)
    requests[1].path = "/x"
    requests[2].query = "x"
    requests[3].method = "PUT"
    requests[4].headers["X-Amz-Target"] = "RekognitionService.Y"
    requests[5].headers["X-Amz-Extra"] = "not signed"
    for request in requests { #expect(refusal(request) == "InvalidSignatureException") }
  }

  @Test func `a head that names a known key passes before its signature is verified`() {
    var wrong = Self.key
    wrong.secretAccessKey = "Secret"
    let authenticator = RequestAuthenticator([Self.key])
    #expect(throws: Never.self) { try authenticator.checkAccessKey(of: request(signedWith: wrong)) }
    var (unsigned, stranger) = (request(), Self.key)
    unsigned.headers["Authorization"] = nil
    stranger.accessKeyID = "OTHER"
    for head in [unsigned, request(signedWith: stranger), request(service: "s3")] {
      #expect(throws: ServiceError.self) { try authenticator.checkAccessKey(of: head) }
    }
  }

  @Test func `missing signatures and signatures for another service are rejected`() {
    var unsigned = request()
    unsigned.headers["Authorization"] = nil
    #expect(refusal(unsigned) == "MissingAuthenticationTokenException")
    var basic = request()
    basic.headers["Authorization"] = "Basic QUtJRDpzZWNyZXQ="
    #expect(refusal(basic) == "IncompleteSignatureException")
    #expect(refusal(request(service: "s3")) == "IncompleteSignatureException")
  }
}
