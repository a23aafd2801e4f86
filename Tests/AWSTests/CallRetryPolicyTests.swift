@testable import AWS
import HTTP
import Testing

@Suite struct CallRetryPolicyTests {
  private static let context = CallRetryPolicy.AttemptContext(
    signedAt: 1_700_000_000, region: "r", random: 0.5)

  private func error(_ code: String, _ status: Int) -> AWSError {
    AWSError(code: code, status: status, operation: "GetObject", subject: "s3://b/k")
  }

  @Test(arguments: [
    ("x", 500), ("x", 502), ("x", 503), ("x", 504), ("x", 429), ("RequestTimeout", 400),
    ("InternalError", 200), ("BadDigest", 400), ("XAmzContentSHA256Mismatch", 400),
    ("SlowDown", 503), ("ThrottlingException", 400), ("ProvisionedThroughputExceededException", 400),
  ])
  func `Transient errors and throttling are retried`(code: String, status: Int) {
    var (policy, quota) = (CallRetryPolicy(.get(), limit: 3), RetryQuota())
    #expect(policy.decide(error(code, status), Self.context, &quota) == .retry(after: 0.5))
    #expect(policy.decide(error(code, status), Self.context, &quota) == .retry(after: 1))
    #expect(policy.decide(error(code, status), Self.context, &quota) == .giveUp)
    #expect(quota.available == 490)
  }

  @Test(arguments: [
    ("AccessDenied", 403), ("NoSuchKey", 404), ("PreconditionFailed", 412),
    ("InvalidParameterException", 400),
    ("NotImplemented", 501), ("IdempotentParameterMismatchException", 400),
  ])
  func `Permanent errors are not retried`(code: String, status: Int) {
    var (policy, quota) = (CallRetryPolicy(.get(), limit: 3), RetryQuota())
    #expect(policy.decide(error(code, status), Self.context, &quota) == .giveUp)
  }

  @Test func `A non-idempotent call is retried only if it was not carried out`() {
    var call = AWSCall.get()
    call.isIdempotent = false
    var (policy, quota) = (CallRetryPolicy(call, limit: 9), RetryQuota())
    #expect(policy.decide(error("InternalError", 500), Self.context, &quota) == .giveUp)
    #expect(policy.decide(HTTPError(.broken, ""), Self.context, &quota) == .giveUp)
    #expect(policy.decide(HTTPError(.timedOut, ""), Self.context, &quota) == .giveUp)
    #expect(policy.decide(HTTPError(.cannotConnect, ""), Self.context, &quota) == .retry(after: 0.5))
    #expect(policy.decide(error("ThrottlingException", 400), Self.context, &quota) == .retry(after: 1))
  }

  @Test func `Codes that the caller handles are not retried`() {
    var call = AWSCall.get()
    call.unretriedCodes = ["LimitExceededException"]
    var (policy, quota) = (CallRetryPolicy(call, limit: 3), RetryQuota())
    #expect(policy.decide(error("LimitExceededException", 400), Self.context, &quota) == .giveUp)
    #expect(policy.decide(error("ThrottlingException", 400), Self.context, &quota) == .retry(after: 0.5))
  }

  @Test func `Backoff doubles up to a limit, and Retry-After is honoured up to a minute`() {
    var (policy, quota) = (CallRetryPolicy(.get(), limit: 99), RetryQuota())
    var waits: [Double] = []
    for _ in 1...7 {
      guard case .retry(let wait) = policy.decide(error("x", 500), Self.context, &quota) else { break }
      waits.append(wait)
    }
    #expect(waits == [0.5, 1, 2, 4, 8, 10, 10])
    for (asked, expected) in [(3.0, 10.0), (30, 30), (3600, 60)] {
      var asking = error("SlowDown", 503)
      asking.hints.retryAfter = asked
      #expect(policy.decide(asking, Self.context, &quota) == .retry(after: expected))
    }
  }

  @Test func `The retry quota limits retries, and successes refill it`() {
    var quota = RetryQuota()
    for _ in 1...50 {
      var policy = CallRetryPolicy(.get(), limit: 3)
      #expect(policy.decide(HTTPError(.timedOut, ""), Self.context, &quota) == .retry(after: 0.5))
    }
    #expect(quota.available == 0)
    var policy = CallRetryPolicy(.get(), limit: 3)
    #expect(policy.decide(error("x", 500), Self.context, &quota) == .giveUp)
    for _ in 1...5 { policy.succeed(&quota) }
    #expect(policy.decide(error("x", 500), Self.context, &quota) == .retry(after: 0.5))
    policy.succeed(&quota)
    #expect(quota.available == 5)
  }

  @Test(arguments: [HTTPError.Code.untrusted, .invalidURL, .invalidResponse, .tooLarge, .internalFailure])
  func `Permanent transport errors are not retried`(code: HTTPError.Code) {
    var (policy, quota) = (CallRetryPolicy(.get(), limit: 3), RetryQuota())
    #expect(policy.decide(HTTPError(code, ""), Self.context, &quota) == .giveUp)
  }

  @Test func `Large clock skew is corrected once`() {
    for code in [
      "RequestTimeTooSkewed", "SignatureDoesNotMatch", "InvalidSignatureException", "RequestExpired",
    ] {
      var (policy, quota) = (CallRetryPolicy(.get(), limit: 3), RetryQuota())
      var skewed = error(code, 403)
      skewed.hints.serverTime = 1_700_000_000 + 200
      #expect(policy.decide(skewed, Self.context, &quota) == .giveUp)
      skewed.hints.serverTime = 1_700_000_000 - 3600
      #expect(policy.decide(skewed, Self.context, &quota) == .correctClock(-3600))
      #expect(policy.decide(skewed, Self.context, &quota) == .giveUp)
    }
  }
}
