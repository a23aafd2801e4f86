import Glibc

/// Exponential backoff with jitter, used by all retries and polling.
public struct Backoff: Sendable {
  /// How much of a delay is random, so that many clients do not retry at the same time.
  public enum Jitter: Sendable {
    /// No jitter.
    case none
    /// From 75 % to 125 % of the delay.
    case quarter
    /// From 0 to the whole delay ("full jitter"), as in the AWS SDKs.
    case full
  }

  private let first: Double
  private let factor: Double
  private let most: Double
  private let jitter: Jitter

  /// - Parameters:
  ///   - first: the first delay in seconds.
  ///   - factor: the ratio of a delay to the one before it.
  ///   - most: the maximum delay in seconds.
  public init(first: Double, factor: Double, most: Double, jitter: Jitter) {
    (self.first, self.factor, self.most, self.jitter) = (first, factor, most, jitter)
  }

  /// The AWS SDKs' standard mode: 1 s, doubled up to 20 s, with full jitter.
  public static let standard = Backoff(first: 1, factor: 2, most: 20, jitter: .full)

  /// The delay in seconds after a number of failed attempts; numbers below 1 count as 1.
  ///
  /// - Parameter random: in 0..<1.
  public func seconds(after attempts: Int, random: Double = 0) -> Double {
    let delay = min(most, first * pow(factor, Double(max(1, attempts) - 1)))
    switch jitter {
    case .none: return delay
    case .quarter: return delay * (0.75 + random / 2)
    case .full: return delay * random
    }
  }
}
