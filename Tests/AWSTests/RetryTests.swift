@testable import AWS
import HTTP
import Testing

@Suite struct RetryTests {
  private static let situation = CallRetries.AttemptContext(signedAt: 1_700_000_000, region: "r", random: 0.5)

  private func error(_ code: String, _ status: Int) -> AWSError {
    AWSError(code: code, status: status, operation: "GetObject", subject: "s3://b/k")
  }

  @Test(arguments: [
    ("x", 500), ("x", 502), ("x", 503), ("x", 504), ("x", 429), ("RequestTimeout", 400),
    ("InternalError", 200), ("BadDigest", 400), ("XAmzContentSHA256Mismatch", 400),
    ("SlowDown", 503), ("ThrottlingException", 400), ("ProvisionedThroughputExceededException", 400),
  ])
  func `Transient errors and throttling are retried`(code: String, status: Int) {
    var (attempts, quota) = (CallRetries(.get(), limit: 3), RetryQuota())
    #expect(attempts.decide(error(code, status), Self.situation, &quota) == .retry(after: 0.5))
    #expect(attempts.decide(error(code, status), Self.situation, &quota) == .retry(after: 1))
    #expect(attempts.decide(error(code, status), Self.situation, &quota) == .giveUp)
    #expect(quota.available == 490)
  }

  @Test(arguments: [
    ("AccessDenied", 403), ("NoSuchKey", 404), ("PreconditionFailed", 412),
    ("InvalidParameterException", 400),
    ("NotImplemented", 501), ("IdempotentParameterMismatchException", 400),
  ])
  func `Permanent errors are not retried`(code: String, status: Int) {
    var (attempts, quota) = (CallRetries(.get(), limit: 3), RetryQuota())
    #expect(attempts.decide(error(code, status), Self.situation, &quota) == .giveUp)
  }

  @Test func `A non-idempotent call is retried only if it was not carried out`() {
    var call = AWSCall.get()
    call.isIdempotent = false
    var (attempts, quota) = (CallRetries(call, limit: 9), RetryQuota())
    #expect(attempts.decide(error("InternalError", 500), Self.situation, &quota) == .giveUp)
    #expect(attempts.decide(HTTPError(.broken, ""), Self.situation, &quota) == .giveUp)
    #expect(attempts.decide(HTTPError(.timedOut, ""), Self.situation, &quota) == .giveUp)
    #expect(attempts.decide(HTTPError(.cannotConnect, ""), Self.situation, &quota) == .retry(after: 0.5))
    #expect(attempts.decide(error("ThrottlingException", 400), Self.situation, &quota) == .retry(after: 1))
  }

  @Test func `Codes that the caller handles are not retried`() {
    var call = AWSCall.get()
    call.unretriedCodes = ["LimitExceededException"]
    var (attempts, quota) = (CallRetries(call, limit: 3), RetryQuota())
    #expect(attempts.decide(error("LimitExceededException", 400), Self.situation, &quota) == .giveUp)
    #expect(attempts.decide(error("ThrottlingException", 400), Self.situation, &quota) == .retry(after: 0.5))
  }

  @Test func `Backoff doubles up to a limit, and Retry-After is honoured up to a minute`() {
    var (attempts, quota) = (CallRetries(.get(), limit: 99), RetryQuota())
    var waits: [Double] = []
    for _ in 1...7 {
      guard case .retry(let wait) = attempts.decide(error("x", 500), Self.situation, &quota) else { break }
      waits.append(wait)
    }
    #expect(waits == [0.5, 1, 2, 4, 8, 10, 10])
    for (asked, expected) in [(3.0, 10.0), (30, 30), (3600, 60)] {
      var asking = error("SlowDown", 503)
      asking.hints.retryAfter = asked
      #expect(attempts.decide(asking, Self.situation, &quota) == .retry(after: expected))
    }
  }

  @Test func `The retry quota limits retries, and successes refill it`() {
    var quota = RetryQuota()
    for _ in 1...50 {
      var attempts = CallRetries(.get(), limit: 3)
      #expect(attempts.decide(HTTPError(.timedOut, ""), Self.situation, &quota) == .retry(after: 0.5))
    }
    #expect(quota.available == 0)
    var attempts = CallRetries(.get(), limit: 3)
    #expect(attempts.decide(error("x", 500), Self.situation, &quota) == .giveUp)
    for _ in 1...5 { attempts.succeed(&quota) }
    #expect(attempts.decide(error("x", 500), Self.situation, &quota) == .retry(after: 0.5))
    attempts.succeed(&quota)
    #expect(quota.available == 5)
  }

  @Test(arguments: [HTTPError.Code.untrusted, .invalidURL, .notHTTP, .tooLarge, .internalFailure])
  func `Permanent transport errors are not retried`(code: HTTPError.Code) {
    var (attempts, quota) = (CallRetries(.get(), limit: 3), RetryQuota())
    #expect(attempts.decide(HTTPError(code, ""), Self.situation, &quota) == .giveUp)
  }

  @Test func `Large clock skew is corrected once`() {
    for code in [
      "RequestTimeTooSkewed", "SignatureDoesNotMatch", "InvalidSignatureException", "RequestExpired",
    ] {
      var (attempts, quota) = (CallRetries(.get(), limit: 3), RetryQuota())
      var skewed = error(code, 403)
      skewed.hints.serverTime = 1_700_000_000 + 200
      #expect(attempts.decide(skewed, Self.situation, &quota) == .giveUp)
      skewed.hints.serverTime = 1_700_000_000 - 3600
      #expect(attempts.decide(skewed, Self.situation, &quota) == .correctClock(-3600))
      #expect(attempts.decide(skewed, Self.situation, &quota) == .giveUp)
    }
  }

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
