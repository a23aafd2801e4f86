import Core
import HTTP

/// What to do after a request failed: a value that decides, one for each call, and does nothing itself.
///
/// The rules are those of the SDKs' standard mode: which errors are sent again, how often, when, and how much of
/// the client's quota that takes. Corrections that make the next request another one (the clock, credentials, the
/// bucket's region) happen once each, at once, and count as no attempt.
struct CallRetries: Sendable {
  /// What comes next.
  enum Decision: Sendable, Equatable {
    case giveUp
    case retry(after: Double)
    /// Add so many seconds to this machine's clock.
    case correctClock(Int64)
    case renewCredentials
    case use(region: String)
  }

  /// What the decision needs to know beside the failure.
  struct Situation: Sendable {
    /// When the request was signed, by the clock as it is corrected so far.
    var signedAt: Int64
    /// The region that was signed.
    var region: String
    /// From 0 up to 1.
    var random: Double
  }

  /// Clocks that differ by less than four minutes are not the cause of an error.
  static let believedSkew: Int64 = 4 * 60

  private let limit: Int
  private let isIdempotent: Bool
  private let unretried: Set<String>
  private var number = 1
  private var lastCost: Int?
  private var hasCorrectedClock = false
  private var hasRenewed = false
  private var hasMoved = false

  init(_ call: AWSCall, limit: Int) {
    self.limit = limit
    isIdempotent = call.isIdempotent
    unretried = call.unretriedCodes
  }

  /// What to do after a failure; of another kind than those below it is the caller's own, and final.
  mutating func decide(_ failure: any Error, _ situation: Situation, _ quota: inout RetryQuota) -> Decision {
    switch failure {
    case let error as AWSError: afterRefusal(error, situation, &quota)
    case let error as HTTPError: afterSilence(error, situation, &quota)
    default: .giveUp
    }
  }

  /// The service says no.
  private mutating func afterRefusal(_ error: AWSError, _ situation: Situation, _ quota: inout RetryQuota)
    -> Decision
  {
    if error.isExpiry, !hasRenewed {
      hasRenewed = true
      return .renewCredentials
    }
    if let region = error.hints.region, region != situation.region, !hasMoved, error.isElsewhere {
      hasMoved = true
      return .use(region: region)
    }
    if error.mayBeSkew, !hasCorrectedClock, let server = error.hints.serverTime,
      abs(server - situation.signedAt) > Self.believedSkew
    {
      hasCorrectedClock = true
      return .correctClock(server - situation.signedAt)
    }
    guard !unretried.contains(error.code) else { return .giveUp }
    guard error.isThrottling || error.isTransient && isIdempotent else { return .giveUp }
    let delay = error.hints.retryAfter
    return retry(afterTimeout: false, notBefore: delay, situation, &quota)
  }

  /// There is no answer, or no whole one.
  private mutating func afterSilence(_ error: HTTPError, _ situation: Situation, _ quota: inout RetryQuota)
    -> Decision
  {
    let isSafe = isIdempotent || error.code == .cannotConnect
    guard isSafe, error.isTransient else { return .giveUp }
    return retry(afterTimeout: error.code == .timedOut, notBefore: nil, situation, &quota)
  }

  /// The call succeeded.
  func succeed(_ quota: inout RetryQuota) { quota.giveBack(lastCost) }

  /// The standard backoff; what the service asks for counts up to a minute.
  private mutating func retry(
    afterTimeout: Bool, notBefore: Double?, _ situation: Situation, _ quota: inout RetryQuota
  ) -> Decision {
    let cost = RetryQuota.cost(afterTimeout: afterTimeout)
    guard number < limit, quota.take(cost) else { return .giveUp }
    let backoff = Backoff.standard.seconds(after: number, random: situation.random)
    number += 1
    lastCost = cost
    return .retry(after: max(backoff, min(60, notBefore ?? 0)))
  }
}

extension AWSError {
  /// Whether the bucket is in another region than the one that was asked: S3 says so with a redirection, with a
  /// complaint about what was signed, or to HEAD with no more than a status.
  fileprivate var isElsewhere: Bool {
    [301, 307].contains(status)
      || ["AuthorizationHeaderMalformed", "BadRequest", "IllegalLocationConstraintException"].contains(code)
  }
}
