/// The elementary functions that tracking needs, built from sums, products and quotients only. These are
/// exact to the bit on every platform, which the C library's functions are not, so equal input gives equal
/// redaction boxes everywhere.
///
/// After fdlibm (Sun Microsystems 1993): `e_log.c`, `e_exp.c`.
enum PortableMath {
  /// The natural logarithm of a positive, normal number, to about 1e-15.
  ///
  /// ln(2ⁿ m) = n ln 2 + ln m with m in √½...√2, and ln m from s = (m - 1) / (m + 1).
  @inline(__always)
  static func log(_ value: Double) -> Double {
    let bits = value.bitPattern
    var power = Int(bits >> 52) - 1023
    var m = Double(bitPattern: bits & 0x000F_FFFF_FFFF_FFFF | 0x3FF0_0000_0000_0000)
    if m > 1.414_213_562_373_095_1 {
      m /= 2
      power += 1
    }
    let s = (m - 1) / (m + 1)
    let z = s * s
    let high = 0.1818357216161805 + z * (0.15313837699209373 + z * 0.14798198605116586)
    let low = 0.2857142874366239 + z * (0.22222198432149784 + z * high)
    let series = z * (0.6666666666666735 + z * (0.3999999999940942 + z * low))
    return Double(power) * ln2 + s * (2 + series)
  }

  /// A lower bound of the natural logarithm of a positive, normal number, at most ln 2 below it.
  @inline(__always)
  static func logFloor(_ value: Double) -> Double { Double(Int(value.bitPattern >> 52) - 1023) * ln2 }

  /// The exponentials of two numbers, to about 1e-15 of their values where these are near 1; arguments are clamped to
  /// -700...700.
  ///
  /// e^x = 2ⁿ e^r with |r| ≤ ln 2 / 2, and e^r = 1 + 2 r / (c - r) with c from a minimax polynomial.
  @inline(__always)
  static func exp(_ value: SIMD2<Double>) -> SIMD2<Double> {
    let value = value.replacing(with: 700, where: .!(value .<= 700)).replacing(
      with: -700, where: value .< -700)
    // Adding this constant rounds away the fraction; the integer is left in the low bits.
    let rounding = SIMD2(repeating: 0x1.8p52)
    let shifted = value * (1 / ln2) + rounding
    let r = value - (shifted - rounding) * ln2
    let z = r * r
    let high = 6.613756321437934e-05 + z * (-1.6533902205465252e-06 + z * 4.1381367970572385e-08)
    let c = r - z * (0.16666666666666602 + z * (-0.0027777777777015593 + z * high))
    // Both casts are between vectors of two 64-bit lanes, of which every bit pattern is valid.
    let bits = unsafe unsafeBitCast(shifted, to: SIMD2<UInt64>.self) &+ 1023
    let scale = unsafe unsafeBitCast(bits &<< 52, to: SIMD2<Double>.self)
    return scale * (1 - (r * c / (c - 2) - r))
  }

  private static let ln2 = 0.693_147_180_559_945_3
}

extension PortableMath {
  /// The standard normal quantile for probabilities in 0.5..<1, to about 1e-9 of its value.
  ///
  /// P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function" (2003).
  static func probit(_ probability: Double) -> Double {
    let middle = probability - 0.5
    guard probability > 0.97575 else {
      let square = middle * middle
      return middle * horner(middleAbove, square) / horner(middleBelow, square)
    }
    let tail = (-2 * log(1 - probability)).squareRoot()
    return -horner(tailAbove, tail) / horner(tailBelow, tail)
  }

  private static func horner(_ coefficients: [Double], _ x: Double) -> Double {
    coefficients.reduce(0) { $0 * x + $1 }
  }

  private static let middleAbove = [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.3577518672690, -30.66479806614716,
    2.506628277459239,
  ]
  private static let middleBelow = [
    -54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1,
  ]
  private static let tailAbove = [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ]
  private static let tailBelow = [
    0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1,
  ]
}
