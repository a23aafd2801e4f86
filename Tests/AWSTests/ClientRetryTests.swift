@testable import AWS
import HTTP
import Testing

/// The retries that a client makes.
@Suite struct ClientRetryTests {
  @Test func `A client with a wrong clock signs with the server's time`() async throws {
    // Sun, 14 Jan 2024 12:00:00 GMT.
    let date = ["Date": "Sun, 14 Jan 2024 12:00:00 GMT"] as HTTPHeaders
    let transport = ScriptedTransport { request, _ in
      request.headers["X-Amz-Date"]?.hasPrefix("20240114T12") == true
        ? .text(200) : .s3Error(403, "RequestTimeTooSkewed", "", date)
    }
    let client = try FakeEnvironment.signed().client(transport)
    _ = try await client.perform(.get())
    _ = try await client.perform(.get())
    #expect(transport.requests.count == 3)
  }

  @Test func `An interrupted body is fetched again`() async throws {
    let whole = BufferedResponse(status: 200, body: [1, 2, 3])
    let transport = ScriptedTransport([.broken(whole), .failure(HTTPError(.timedOut, "")), .response(whole)])
    let fake = FakeEnvironment.signed()
    #expect(try await fake.client(transport).perform(.get()).body == [1, 2, 3])
    #expect(fake.waits == [0.5, 1])
  }

  @Test func `Calls that finally succeed do not consume quota`() async throws {
    let transport = ScriptedTransport { _, number in
      number % 2 == 0 ? .failure(HTTPError(.timedOut, "")) : .text(200)
    }
    let client = try FakeEnvironment.signed().client(transport)
    for _ in 1...60 { _ = try await client.perform(.get()) }
    #expect(transport.requests.count == 120)
  }

  @Test func `AWS_MAX_ATTEMPTS limits the attempts, and the last error is thrown`() async throws {
    let transport = ScriptedTransport { _, _ in .s3Error(503, "SlowDown", "", ["Retry-After": "7"]) }
    let fake = FakeEnvironment.signed(["AWS_MAX_ATTEMPTS": "4"])
    await #expect(throws: AWSError.self) { try await fake.client(transport).perform(.get()) }
    #expect(transport.requests.count == 4)
    #expect(fake.waits == [7, 7, 7])
  }

  @Test(arguments: [["AWS_MAX_ATTEMPTS": "0"], ["AWS_MAX_ATTEMPTS": "x"], ["AWS_RETRY_MODE": "fast"]])
  func `Invalid retry settings are rejected`(variables: [String: String]) {
    #expect(throws: AWSSetupError.self) {
      try FakeEnvironment.signed(variables).client(ScriptedTransport([]))
    }
  }
}
