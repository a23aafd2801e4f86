/// How faces move and how detectors err, as variances of the four coordinates of a ``FaceState`` in units of
/// the face: one set of numbers holds for a face of 12 pixels and for one of 400, for 2 samples a second as for 10.
///
/// The numbers were chosen by `make eval-tracking`; leak at equal cover changes little when any of them is
/// halved or doubled.
struct Motion: Equatable, Sendable {
  /// Of a detected centre, face sizes², and of the logarithm of a detected size.
  var noise = Motion.squares(centre: 0.04, size: 0.05)
  /// White acceleration: of the speed gained in one second, (face sizes/s)².
  var agitation = Motion.squares(centre: 4, size: 0.3)
  /// White speed: of the way wandered in one second, face sizes².
  var wander = Motion.squares(centre: 0.25, size: 0.1)
  /// Of the speed of a face seen once, (face sizes/s)².
  var start = Motion.squares(centre: 3.5, size: 0.3)
  /// How fast a face's unrest follows the surprise of its samples, and the range it is held in.
  var unrestGain = 0.1
  var unrestRange = 0.3...10.0

  /// Variances from standard deviations.
  private static func squares(centre: Double, size: Double) -> SIMD4<Double> {
    SIMD4(centre * centre, centre * centre, size * size, size * size)
  }
}
