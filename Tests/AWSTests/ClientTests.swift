import AWS
import Core
import HTTP
import Testing

@Suite struct ClientTests {
  @Test func `A call is signed including its session token`() async throws {
    let fake = FakeEnvironment.signed(["AWS_SESSION_TOKEN": "a+token/="])
    let transport = ScriptedTransport([.text(200, "body")])
    var call = AWSCall.get("bucket", "/a b/ü+//c")
    call.query = [("versionId", "a/b="), ("acl", nil)]
    call.headers["Range"] = "bytes=0-9"
    let response = try await fake.client(transport).perform(call)
    #expect(response.body.elementsEqual("body".utf8))

    let request = try #require(transport.requests.first)
    #expect(
      request.url
        == "https://bucket.s3.eu-central-1.amazonaws.com/a%20b/%C3%BC%2B//c?versionId=a%2Fb%3D&acl")
    #expect(request.headers["X-Amz-Security-Token"] == "a+token/=")
    let signed = request.headers["Authorization"]?.split(separator: "SignedHeaders=").last?.split(
      separator: ",")
    #expect(
      signed?.first == "host;range;x-amz-content-sha256;x-amz-date;x-amz-security-token")
    try request.verify(
      AWSCredentials(accessKeyID: "AKID", secretAccessKey: "secret", sessionToken: "a+token/="))
  }

  @Test func `Payloads are signed unless the service is S3 and the connection uses TLS`() async throws {
    for (variables, expected) in [
      ([:], "UNSIGNED-PAYLOAD"),
      (["AWS_ENDPOINT_URL_S3": "http://localhost:9000"], SHA256.hex("part".utf8)),
    ] {
      let transport = ScriptedTransport([.text(200)])
      var call = AWSCall.get()
      (call.method, call.body, call.signsPayload) = ("PUT", Array("part".utf8), false)
      _ = try await FakeEnvironment.signed(variables).client(transport).perform(call)
      let request = try #require(transport.requests.first)
      #expect(request.headers["X-Amz-Content-Sha256"] == expected)
      try request.verify(AWSCredentials(accessKeyID: "AKID", secretAccessKey: "secret"))
    }
  }

  @Test func `A call with a JSON protocol`() async throws {
    let transport = ScriptedTransport([.text(200, "{}")])
    var call = AWSCall(service: "rekognition", method: "POST", path: "/", operation: "StartFaceDetection")
    call.body = Array("{}".utf8)
    call.headers["X-Amz-Target"] = "RekognitionService.StartFaceDetection"
    _ = try await FakeEnvironment.signed().client(transport).perform(call)
    let request = try #require(transport.requests.first)
    #expect(request.url == "https://rekognition.eu-central-1.amazonaws.com/")
    #expect(request.headers["X-Amz-Content-Sha256"] == nil)
    try request.verify(AWSCredentials(accessKeyID: "AKID", secretAccessKey: "secret"))
  }

  @Test func `open returns the head before the body`() async throws {
    let transport = ScriptedTransport([.s3Error(503, "SlowDown"), .text(206, "0123456789", ["ETag": "x"])])
    let fake = FakeEnvironment.signed()
    let response = try await fake.client(transport).open(.get())
    #expect(response.headers["etag"] == "x")
    #expect(try await response.collect(upTo: 10).count == 10)
    #expect(fake.waits == [0.5])
  }

  @Test func `A bucket's region is discovered once`() async throws {
    let otherRegion = ["x-amz-bucket-region": "us-west-2"] as HTTPHeaders
    let transport = ScriptedTransport { request, _ in
      request.url.contains("us-west-2")
        ? .text(200, "ok") : .s3Error(301, "PermanentRedirect", "", otherRegion)
    }
    let fake = FakeEnvironment.signed()
    let client = try fake.client(transport)
    _ = try await client.perform(.get())
    _ = try await client.perform(.get())
    #expect(
      transport.requests.map(\.scope) == [
        "20231114/eu-central-1/s3/aws4_request", "20231114/us-west-2/s3/aws4_request",
        "20231114/us-west-2/s3/aws4_request",
      ])
    #expect(fake.waits.isEmpty)
  }

  @Test func `The region is taken from an AuthorizationHeaderMalformed error`() async throws {
    let transport = ScriptedTransport([
      .s3Error(400, "AuthorizationHeaderMalformed", "<Region>ap-south-1</Region>"), .text(200),
    ])
    let fake = FakeEnvironment.signed(["AWS_ENDPOINT_URL": "http://localhost:9000/base/"])
    _ = try await fake.client(transport).perform(.get())
    #expect(transport.requests.last?.url == "http://localhost:9000/base/bucket/key")
    #expect(transport.requests.last?.scope == "20231114/ap-south-1/s3/aws4_request")
  }
}
