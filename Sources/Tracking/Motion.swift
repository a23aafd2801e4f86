/// How faces move and how detectors err, in box sizes and seconds: one set of numbers holds for a face of 12
/// pixels and for one of 400, and for 2 samples a second as for 10.
struct Motion: Equatable, Sendable {
  /// Standard deviation of a detected centre, in box sizes.
  var centreNoise = 0.04
  /// Standard deviation of a detected size, as a ratio of it.
  var sizeNoise = 0.05
  /// White acceleration of the centre: standard deviation of the speed gained in one second, box sizes/s.
  var centreAgitation = 2.0
  /// White rate of the centre: standard deviation of the way wandered in one second, box sizes.
  var centreWander = 0.15
  /// White acceleration of the logarithm of the size.
  var sizeAgitation = 0.3
  /// White rate of the logarithm of the size.
  var sizeWander = 0.1
  /// Standard deviation of the speed of a face seen once, box sizes/s.
  var startSpeed = 2.5
  /// Standard deviation of the growth of a face seen once, of its size a second.
  var startGrowth = 0.3
}
