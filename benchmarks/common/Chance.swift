import Foundation

/// A seeded source of chance: the same seed gives the same world on every machine and every run.
///
/// SplitMix64: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators" (2014).
public struct Chance: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts a sequence.
  public init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Evenly distributed in a range.
  public mutating func even(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * Double(next() >> 11) / 9_007_199_254_740_992
  }

  /// Normally distributed (Box and Muller 1958).
  public mutating func normal(_ deviation: Double = 1) -> Double {
    let radius = (-2 * log(1 - even(0, 1))).squareRoot()
    return deviation * radius * cos(2 * .pi * even(0, 1))
  }

  /// Whether something of this probability happens.
  public mutating func happens(_ probability: Double) -> Bool { even(0, 1) < probability }

  /// Whether an event of this rate a second happens within a step of time.
  public mutating func happens(rate: Double, within step: Double) -> Bool { happens(1 - exp(-rate * step)) }
}
