/// How faces move and how detectors err, as variances of the four coordinates of a ``FaceState`` in units of
/// the face: one set of numbers holds for a face of 12 pixels and for one of 400, for 2 samples a second as for 10.
///
/// The numbers were chosen by `make eval-tracking`; leak at equal cover changes little when any of them is
/// halved or doubled.
enum Motion {
  /// Of a detected centre, face sizes², and of the logarithm of a detected size.
  static var noise: SIMD4<Double> { squares(across: 0.035, down: 0.035, size: 0.05) }
  /// White acceleration: of the speed gained in one second, (face sizes/s)². Who walks and what pans turns aside more
  /// than up or down.
  static var processNoise: SIMD4<Double> { squares(across: 4, down: 2, size: 0.35) }
  /// White speed: of the way wandered in one second, face sizes².
  static var positionProcessNoise: SIMD4<Double> { squares(across: 0.25, down: 0.25, size: 0.12) }
  /// Of the speed of a face seen once, (face sizes/s)².
  static var start: SIMD4<Double> { squares(across: 3.5, down: 2.5, size: 0.3) }
  /// How fast a face's unrest follows the surprise of its samples, and the range it is held in.
  static var adaptiveNoiseGain: Double { 0.1 }
  static var adaptiveNoiseRange: ClosedRange<Double> { 0.3...10.0 }

  /// Variances from standard deviations.
  @inline(__always)
  private static func squares(across: Double, down: Double, size: Double) -> SIMD4<Double> {
    SIMD4(across * across, down * down, size * size, size * size)
  }
}
