import Glibc

/// Exponential backoff: how long to wait before the next attempt. All that is called again, or asked again, takes its
/// waits from here.
public struct Backoff: Sendable {
  /// How much of a wait is left to chance, so that many who wait do not come back at once.
  public enum Jitter: Sendable {
    /// Nothing.
    case none
    /// A quarter less to a quarter more.
    case quarter
    /// From nothing to all of it, as the AWS SDKs do.
    case full
  }

  private let first: Double
  private let factor: Double
  private let most: Double
  private let jitter: Jitter

  /// - Parameters: in seconds; each wait is `factor` times the one before it, up to `most`.
  public init(first: Double, factor: Double, most: Double, jitter: Jitter) {
    (self.first, self.factor, self.most, self.jitter) = (first, factor, most, jitter)
  }

  /// The waits of the AWS SDKs' standard mode: from a second, doubled up to twenty, with full jitter.
  public static let standard = Backoff(first: 1, factor: 2, most: 20, jitter: .full)

  /// Seconds to wait after so many attempts that came to nothing; fewer than one count as one.
  ///
  /// - Parameter random: from 0 up to 1.
  public func seconds(after attempts: Int, random: Double = 0) -> Double {
    let wait = min(most, first * pow(factor, Double(max(1, attempts) - 1)))
    switch jitter {
    case .none: return wait
    case .quarter: return wait * (0.75 + random / 2)
    case .full: return wait * random
    }
  }
}
