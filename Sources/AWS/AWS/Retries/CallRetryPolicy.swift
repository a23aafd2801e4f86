import Core
import HTTP

/// Decides what to do after a failed attempt. Each call has one of these values; it sends and waits for nothing.
///
/// It implements the standard retry mode of the AWS SDKs: which errors are retried, how often, after which
/// delay, and what a retry takes from the client's retry quota. Three corrections change the next request:
/// the clock, the credentials and the region of the bucket. Each happens at most once per call, without
/// delay, and does not count as an attempt.
struct CallRetryPolicy: Sendable {
  enum Decision: Sendable, Equatable {
    case giveUp
    case retry(after: Double)
    /// Adds seconds to the clock that requests are signed with.
    case correctClock(Int64)
    case renewCredentials
    case use(region: String)
  }

  /// The inputs of a decision other than the error.
  struct AttemptContext: Sendable {
    /// The corrected time of signing, in seconds since 1970.
    var signedAt: Int64
    /// The region in the signature's credential scope.
    var region: String
    /// Uniform in 0..<1, for jitter.
    var random: Double
  }

  /// A smaller difference, in seconds, is not corrected: AWS accepts clock skew of several minutes.
  static let skewThreshold: Int64 = 4 * 60

  private let limit: Int
  private let isIdempotent: Bool
  private let unretried: Set<String>
  private var number = 1
  private var lastCost: Int?
  private var hasCorrectedClock = false
  private var hasRenewed = false
  private var hasChangedRegion = false

  init(_ call: AWSCall, limit: Int) {
    self.limit = limit
    isIdempotent = call.isIdempotent
    unretried = call.unretriedCodes
  }

  /// The decision after an error. Errors other than `AWSError` and `HTTPError` are never retried.
  mutating func decide(_ failure: any Error, _ context: AttemptContext, _ quota: inout RetryQuota)
    -> Decision
  {
    switch failure {
    case let error as AWSError: afterErrorResponse(error, context, &quota)
    case let error as HTTPError: afterTransportError(error, context, &quota)
    default: .giveUp
    }
  }

  private mutating func afterErrorResponse(
    _ error: AWSError, _ context: AttemptContext, _ quota: inout RetryQuota
  )
    -> Decision
  {
    if error.isExpiry, !hasRenewed {
      hasRenewed = true
      return .renewCredentials
    }
    if let region = error.hints.region, region != context.region, !hasChangedRegion, error.isWrongRegion {
      hasChangedRegion = true
      return .use(region: region)
    }
    if error.mayBeSkew, !hasCorrectedClock, let server = error.hints.serverTime,
      abs(server - context.signedAt) > Self.skewThreshold
    {
      hasCorrectedClock = true
      return .correctClock(server - context.signedAt)
    }
    guard !unretried.contains(error.code) else { return .giveUp }
    guard error.isThrottling || error.isTransient && isIdempotent else { return .giveUp }
    let delay = error.hints.retryAfter
    return retry(afterTimeout: false, notBefore: delay, context, &quota)
  }

  /// The response is missing or incomplete. A call that is not idempotent is retried only if it was never
  /// sent.
  private mutating func afterTransportError(
    _ error: HTTPError, _ context: AttemptContext, _ quota: inout RetryQuota
  )
    -> Decision
  {
    let isSafe = isIdempotent || error.code == .cannotConnect
    guard isSafe, error.isTransient else { return .giveUp }
    return retry(afterTimeout: error.code == .timedOut, notBefore: nil, context, &quota)
  }

  /// Returns the cost of the last retry to the quota after a success.
  func succeed(_ quota: inout RetryQuota) { quota.refill(lastCost) }

  /// Exponential backoff with jitter. A longer delay that the service asks for is honoured up to 60 s.
  private mutating func retry(
    afterTimeout: Bool, notBefore: Double?, _ context: AttemptContext, _ quota: inout RetryQuota
  ) -> Decision {
    let cost = RetryQuota.cost(afterTimeout: afterTimeout)
    guard number < limit, quota.take(cost) else { return .giveUp }
    let backoff = Backoff.standard.seconds(after: number, random: context.random)
    number += 1
    lastCost = cost
    return .retry(after: max(backoff, min(60, notBefore ?? 0)))
  }
}
