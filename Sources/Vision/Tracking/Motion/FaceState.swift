import Geometry

/// The state of a face at a time: four coordinates and their rates, jointly Gaussian.
///
/// The SIMD lanes are the centre's x and y, in ratios of the frame size and relative to the camera shift
/// (``Camera``), and the logarithms of width and height. They are four independent Kalman filters of value
/// and rate: measurement errors and motion are assumed to be uncorrelated between lanes. Rates are per
/// second. Noise scales with the size of the face: see ``MotionModel``.
struct FaceState: Equatable, Sendable {
  var value: SIMD4<Double>
  var rate: SIMD4<Double>
  /// Variance of the value, covariance of value and rate, variance of the rate.
  var variance: SIMD4<Double>
  var covariance: SIMD4<Double>
  var rateVariance: SIMD4<Double>
  /// The face's squared width and height.
  private var size: SIMD2<Double>
  /// Adaptive process noise: a factor on the variance of this face's acceleration.
  private(set) var adaptiveProcessNoise = 1.0

  /// The initial state after one detection; `commonVelocity` is the common velocity of the faces.
  init(_ box: Box, at coordinates: SIMD4<Double>, commonVelocity: SIMD2<Double>) {
    value = coordinates
    rate = SIMD4(lowHalf: commonVelocity, highHalf: .zero)
    size = Self.size(of: box)
    let unit = SIMD4(lowHalf: size, highHalf: .one)
    variance = MotionModel.measurementNoise * unit
    covariance = .zero
    rateVariance = MotionModel.initialRateVariance * unit
  }

  /// The square of one face size in each lane's unit: width², height², 1, 1.
  @inline(__always)
  var unit: SIMD4<Double> { SIMD4(lowHalf: size, highHalf: .one) }

  /// Predict: constant velocity, driven by white acceleration noise and white velocity noise.
  ///
  /// Bar-Shalom, Li, Kirubarajan, "Estimation with Applications to Tracking and Navigation" (2001), 6.2.2.
  @inline(__always)
  func predicted(after span: Double) -> FaceState {
    let processNoise = processNoise * span
    let positionProcessNoise = MotionModel.positionProcessNoise * unit * span
    let drift = covariance + rateVariance * span
    var next = self
    next.value += rate * span
    next.variance += (covariance + drift) * span + processNoise * (span * span / 3) + positionProcessNoise
    next.covariance = drift + processNoise * (span / 2)
    next.rateVariance += processNoise
    return next
  }

  /// Predict beyond a track's end: as ``predicted(after:)``, but the rates of the sizes fade. However long the span, a
  /// face grows or shrinks by no more than it did within the last ``MotionModel/sizeRateDecay`` seconds.
  func extrapolated(after span: Double) -> FaceState {
    let decay = MotionModel.sizeRateDecay
    let faded = decay * (1 - PortableMath.exp(SIMD2(repeating: -span / decay)).x)
    var next = predicted(after: span)
    next.value.highHalf = value.highHalf + rate.highHalf * faded
    return next
  }

  /// Whether it is that of a face detected once, whose speed is not known.
  var isUnconfirmed: Bool { covariance == .zero }

  /// The spectral density of the acceleration noise: the variance of the rate gained in one second.
  @inline(__always)
  var processNoise: SIMD4<Double> {
    MotionModel.processNoise * unit * SIMD4(adaptiveProcessNoise, adaptiveProcessNoise, 1, 1)
  }

  /// The determinants of the lanes' covariance matrices.
  @inline(__always)
  var determinant: SIMD4<Double> { variance * rateVariance - covariance * covariance }

  /// Update with a detected box, given by its coordinates (Kalman 1960).
  @inline(__always)
  mutating func update(_ coordinates: SIMD4<Double>) {
    let innovation = coordinates - value
    let expected = variance + MotionModel.measurementNoise * unit
    let gain = variance / expected
    let rateGain = covariance / expected
    value += gain * innovation
    rate += rateGain * innovation
    variance -= gain * variance
    rateVariance -= rateGain * covariance
    covariance -= gain * covariance
    adaptProcessNoise(innovation.lowHalf * innovation.lowHalf / size, expected.lowHalf / size)
    size = Self.size(of: Self.box(value, shiftedBy: .zero))
  }

  /// Smooth: the Rauch-Tung-Striebel step (1965) for this filtered state, given the smoothed state `next`
  /// after `span`, and `predicted`, the prediction of it from here.
  @inline(__always)
  func smoothed(after span: Double, predicted: FaceState, next: FaceState) -> FaceState {
    // gain = P Fᵀ P'⁻¹ with F = [1 span; 0 1]
    let p = predicted
    let determinant = p.determinant
    let (a, b) = ((variance + covariance * span) / determinant, covariance / determinant)
    let (c, d) = ((covariance + rateVariance * span) / determinant, rateVariance / determinant)
    let (g00, g01) = (a * p.rateVariance - b * p.covariance, b * p.variance - a * p.covariance)
    let (g10, g11) = (c * p.rateVariance - d * p.covariance, d * p.variance - c * p.covariance)

    let (value, rate) = (next.value - p.value, next.rate - p.rate)
    let variance = next.variance - p.variance
    let covariance = next.covariance - p.covariance
    let rateVariance = next.rateVariance - p.rateVariance
    let (h00, h01) = (g00 * variance + g01 * covariance, g00 * covariance + g01 * rateVariance)
    let (h10, h11) = (g10 * variance + g11 * covariance, g10 * covariance + g11 * rateVariance)
    var result = self
    result.value += g00 * value + g01 * rate
    result.rate += g10 * value + g11 * rate
    result.variance += h00 * g00 + h01 * g01
    result.covariance += h00 * g10 + h01 * g11
    result.rateVariance += h10 * g10 + h11 * g11
    return result
  }

  /// Reverses time.
  @inline(__always)
  mutating func reverse() {
    rate = -rate
    covariance = -covariance
  }

  /// The box of the mean, in the frame that the camera has shifted.
  func box(shiftedBy shift: SIMD2<Double>) -> Box { Self.box(value, shiftedBy: shift) }

  /// The box of four coordinates, in the frame that the camera has shifted.
  @inline(__always)
  static func box(_ value: SIMD4<Double>, shiftedBy shift: SIMD2<Double>) -> Box {
    let (center, size) = (value.lowHalf + shift, PortableMath.exp(value.highHalf))
    return Box(centerX: center.x, centerY: center.y, width: size.x, height: size.y)
  }

  /// Innovation-based adaptive estimation (Mehra 1970): if the centre's normalised innovation squared (NIS)
  /// exceeds its expectation, the process noise is increased; otherwise it is reduced.
  private mutating func adaptProcessNoise(_ observed: SIMD2<Double>, _ expected: SIMD2<Double>) {
    let normalizedInnovation = (observed.x + observed.y) / (expected.x + expected.y)
    let factor = max(0.5, min(2.5, 1 + MotionModel.adaptiveNoiseGain * (normalizedInnovation - 1)))
    adaptiveProcessNoise = max(
      MotionModel.adaptiveNoiseRange.lowerBound,
      min(MotionModel.adaptiveNoiseRange.upperBound, adaptiveProcessNoise * factor))
  }

  /// The coordinates of a box in the frame that the camera has shifted.
  static func coordinates(of box: Box, shiftedBy shift: SIMD2<Double> = .zero) -> SIMD4<Double> {
    let (width, height) = (max(box.width, minSize), max(box.height, minSize))
    let center = box.center - shift
    return SIMD4(center.x, center.y, PortableMath.log(width), PortableMath.log(height))
  }

  private static func size(of box: Box) -> SIMD2<Double> {
    let (width, height) = (max(box.width, minSize), max(box.height, minSize))
    return SIMD2(width * width, height * height)
  }

  /// The minimum width and height of a box: a tenth of a pixel in an 8K frame.
  private static let minSize = 1e-5
}

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
  /// The seconds in which the rate of a size fades to 1/e beyond a track's end.
  static var sizeRateDecay: Double { 0.5 }
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
