import AWS
import HTTP
import Testing

@Suite struct RegionTests {
  private static let keys = ["AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "e"]

  @Test(
    arguments: [
      (["AWS_REGION": "a", "AWS_DEFAULT_REGION": "b"], "a"), (["AWS_DEFAULT_REGION": "b"], "b"), ([:], "c"),
      (["AWS_PROFILE": "p"], "d"),
    ] as [([String: String], String)])
  func `Environment variables take precedence over the profile`(variables: [String: String], region: String)
    async throws
  {
    let config = "[default]\nregion = c\n[profile p]\nregion = d\n"
    let fake = FakeEnvironment(Self.keys.merging(variables) { $1 }, files: ["/home/u/.aws/config": config])
    let transport = ScriptedTransport([.text(200)])
    _ = try await fake.client(transport).perform(.get())
    #expect(transport.requests.first?.scope?.contains("/\(region)/s3/") == true)
  }

  @Test func `A custom endpoint needs no region`() async throws {
    let fake = FakeEnvironment(Self.keys.merging(["AWS_ENDPOINT_URL": "http://[::1]:9000"]) { $1 })
    let transport = ScriptedTransport([.text(200)])
    _ = try await fake.client(transport).perform(.get())
    #expect(transport.requests.first?.url == "http://[::1]:9000/bucket/key")
    #expect(transport.requests.first?.scope?.contains("/us-east-1/s3/") == true)
  }

  @Test func `The error for a missing region contains the remedy`() async throws {
    let transport = ScriptedTransport { _, _ in .failure(HTTPError(.timedOut, "no response")) }
    await #expect {
      try await FakeEnvironment(Self.keys).client(transport).perform(.get())
    } throws: {
      "\($0)".contains("set AWS_REGION, or region in profile default of ~/.aws/config")
    }
  }

  @Test(arguments: ["localhost:9000", "ftp://x", "http://", "http://a b", "http://u@h", "http://h?x"])
  func `An invalid endpoint URL is rejected`(url: String) async throws {
    let fake = FakeEnvironment.signed(["AWS_ENDPOINT_URL_S3": url])
    await #expect(throws: AWSSetupError.self) {
      try await fake.client(ScriptedTransport([])).perform(.get())
    }
  }

  @Test(arguments: ["us east", "x/../y", "evil.example/", "-a"])
  func `A region that would change the host is rejected`(region: String) async throws {
    let fake = FakeEnvironment(Self.keys.merging(["AWS_REGION": region]) { $1 })
    let transport = ScriptedTransport([])
    await #expect(throws: AWSSetupError.self) { try await fake.client(transport).perform(.get()) }
    #expect(transport.requests.isEmpty)
  }

  @Test func `A bucket name that would change the path is rejected`() async throws {
    for bucket in ["", "..", "a/b", "arn:aws:s3:us-east-1:1:accesspoint/x"] {
      await #expect(throws: AWSSetupError.self) {
        try await FakeEnvironment.signed().client(ScriptedTransport([])).perform(.get(bucket))
      }
    }
  }
}
