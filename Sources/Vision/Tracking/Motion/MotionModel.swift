/// The motion and measurement model, as variances of the four coordinates of a ``FaceState`` in face sizes:
/// the same values apply to a face of 12 pixels and to one of 400, at 2 samples per second and at 10.
///
/// The values were tuned with `make eval-tracking`; the leak at equal redacted area changes little when any
/// of them is halved or doubled.
enum MotionModel {
  /// Measurement noise: the variance of a detected centre, in face sizes², and of the logarithm of a detected
  /// size.
  static var measurementNoise: SIMD4<Double> { squares(across: 0.035, down: 0.035, size: 0.05) }
  /// Process noise, white acceleration: the variance of the velocity gained in one second, in (face
  /// sizes/s)². People and pans accelerate more horizontally than vertically.
  static var processNoise: SIMD4<Double> { squares(across: 4, down: 2, size: 0.35) }
  /// Position process noise, white velocity: the variance of the displacement in one second, in face sizes².
  static var positionProcessNoise: SIMD4<Double> { squares(across: 0.25, down: 0.25, size: 0.12) }
  /// The variance of the velocity of a face after one detection, in (face sizes/s)².
  static var initialRateVariance: SIMD4<Double> { squares(across: 3.5, down: 2.5, size: 0.3) }
  /// The gain with which the adaptive process noise follows the normalised innovation squared, and the range
  /// of its factor.
  static var adaptiveNoiseGain: Double { 0.1 }
  static var adaptiveNoiseRange: ClosedRange<Double> { 0.3...10.0 }

  /// Variances from standard deviations.
  @inline(__always)
  private static func squares(across: Double, down: Double, size: Double) -> SIMD4<Double> {
    SIMD4(across * across, down * down, size * size, size * size)
  }
}
