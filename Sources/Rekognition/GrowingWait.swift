/// Waits that grow, each moved a little by chance so that many who wait do not come back at once.
struct GrowingWait: Sendable {
  private var next: Double
  private let most: Double
  private let factor: Double

  /// - Parameters: in seconds; each wait is `factor` times the one before it, up to `most`.
  init(first: Double, most: Double, factor: Double) {
    next = first
    self.most = most
    self.factor = factor
  }

  /// The next wait, a quarter less to a quarter more.
  ///
  /// - Parameter random: from 0 up to 1.
  mutating func take(_ random: Double) -> Double {
    defer { next = min(most, next * factor) }
    return next * (0.75 + random / 2)
  }
}
