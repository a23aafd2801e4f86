/// The few elementary functions that tracking needs, from additions, products and quotients alone: these are
/// exact to the bit on every platform, which a C library's are not, so equal input gives equal covers anywhere.
enum Elementary {
  /// The natural logarithm of a positive, normal number, to about 1e-15.
  ///
  /// ln(m 2^e) = e ln 2 + 2 artanh((m - 1) / (m + 1)), with m in √½...√2.
  static func log(_ value: Double) -> Double {
    var exponent = Double(value.exponent)
    var significand = value.significand
    if significand > 1.414_213_562_373_095_1 {
      significand /= 2
      exponent += 1
    }
    let ratio = (significand - 1) / (significand + 1)
    let square = ratio * ratio
    var sum = 0.0
    for odd in stride(from: 21.0, through: 1.0, by: -2) { sum = sum * square + 1 / odd }
    return exponent * ln2 + 2 * ratio * sum
  }

  /// The exponential, to about 1e-15 of its value; arguments are clamped to -700...700.
  ///
  /// e^x = 2^n e^r with |r| ≤ ln 2 / 2, and e^r from its Taylor series.
  static func exp(_ value: Double) -> Double {
    let value = max(-700, min(700, value))
    let turns = (value / ln2).rounded()
    let rest = value - turns * ln2
    var sum = 1.0
    for term in stride(from: 14.0, through: 1.0, by: -1) { sum = 1 + sum * rest / term }
    return sum * Double(sign: .plus, exponent: Int(turns), significand: 1)
  }

  private static let ln2 = 0.693_147_180_559_945_3
}
