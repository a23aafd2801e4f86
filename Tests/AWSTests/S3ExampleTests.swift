import AWS
import Core
import Testing

/// The examples of the S3 API Reference: "Signature Calculations for the Authorization Header" (in a single
/// chunk, in multiple chunks), and "Authenticating Requests: Using Query Parameters".
@Suite struct S3ExampleTests {
  /// 2013-05-24 in UTC.
  static let seconds: Int64 = 1_369_353_600
  static let signer = Signer(
    credentials: AWSCredentials(
      accessKeyID: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    region: "us-east-1", service: "s3")
  static let host = (name: "Host", value: "examplebucket.s3.amazonaws.com")

  private func signature(_ request: SigningRequest, _ payload: PayloadHash = .empty) -> Substring? {
    let added = Self.signer.headers(for: request, payload: payload, at: Self.seconds)
    return added.last?.value.split(separator: "Signature=").last
  }

  @Test func `GET with a range`() {
    let range = (name: "Range", value: "bytes=0-9")
    let request = SigningRequest(method: "GET", path: "/test.txt", headers: [Self.host, range])
    #expect(signature(request) == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
  }

  @Test func `PUT of a key with a character that must be encoded`() {
    let headers = [
      Self.host, (name: "Date", value: "Fri, 24 May 2013 00:00:00 GMT"),
      (name: "x-amz-storage-class", value: "REDUCED_REDUNDANCY"),
    ]
    let request = SigningRequest(method: "PUT", path: "/test$file.text", headers: headers)
    let payload = PayloadHash.sha256(of: "Welcome to Amazon S3.".utf8)
    #expect(payload.value == "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072")
    #expect(signature(request, payload) == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
  }

  @Test(arguments: [
    ("lifecycle", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
    ("max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
  ]) func `GET with a query`(query: String, expected: Substring) {
    let request = SigningRequest(method: "GET", path: "/", query: query, headers: [Self.host])
    #expect(signature(request) == expected)
  }

  @Test func `A presigned URL`() {
    let request = SigningRequest(method: "GET", path: "/test.txt", headers: [Self.host])
    let query = Self.signer.presignedQuery(for: request, expires: 86_400, at: Self.seconds)
    #expect(
      query == "X-Amz-Algorithm=AWS4-HMAC-SHA256"
        + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
        + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
        + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")
  }
}
