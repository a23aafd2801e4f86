import Geometry

/// What is known of a face at an instant: centre, and logarithm of the size, each with its rate.
///
/// The four coordinates are filtered apart: the detector's errors and the motion are taken as independent
/// between them, which keeps each step a handful of products.
struct FaceState: Equatable, Sendable {
  /// The centre, in ratios of the picture.
  var x: Axis
  var y: Axis
  /// The logarithm of the width and the height, both ratios of the picture.
  var width: Axis
  var height: Axis

  /// A face seen once.
  init(_ box: Box, _ motion: Motion) {
    let (w, h) = (max(box.width, Self.smallest), max(box.height, Self.smallest))
    let (noise, speed) = (motion.centreNoise * motion.centreNoise, motion.startSpeed * motion.startSpeed)
    let (sizeNoise, growth) = (motion.sizeNoise * motion.sizeNoise, motion.startGrowth * motion.startGrowth)
    x = Axis(measured: box.centerX, noise: noise * w * w, rateVariance: speed * w * w)
    y = Axis(measured: box.centerY, noise: noise * h * h, rateVariance: speed * h * h)
    width = Axis(measured: Elementary.log(w), noise: sizeNoise, rateVariance: growth)
    height = Axis(measured: Elementary.log(h), noise: sizeNoise, rateVariance: growth)
  }

  /// Predict.
  func predicted(after span: Double, _ motion: Motion) -> FaceState {
    let (w, h) = size
    let agitation = motion.centreAgitation * motion.centreAgitation
    let wander = motion.centreWander * motion.centreWander
    let sizeAgitation = motion.sizeAgitation * motion.sizeAgitation
    let sizeWander = motion.sizeWander * motion.sizeWander
    var next = self
    next.x = x.predicted(after: span, agitation: agitation * w * w, wander: wander * w * w)
    next.y = y.predicted(after: span, agitation: agitation * h * h, wander: wander * h * h)
    next.width = width.predicted(after: span, agitation: sizeAgitation, wander: sizeWander)
    next.height = height.predicted(after: span, agitation: sizeAgitation, wander: sizeWander)
    return next
  }

  /// Update: the face was detected in a box.
  func updated(_ box: Box, _ motion: Motion) -> FaceState {
    let (w, h) = size
    let noise = motion.centreNoise * motion.centreNoise
    let sizeNoise = motion.sizeNoise * motion.sizeNoise
    var next = self
    next.x = x.updated(measured: box.centerX, noise: noise * w * w)
    next.y = y.updated(measured: box.centerY, noise: noise * h * h)
    next.width = width.updated(measured: Elementary.log(max(box.width, Self.smallest)), noise: sizeNoise)
    next.height = height.updated(measured: Elementary.log(max(box.height, Self.smallest)), noise: sizeNoise)
    return next
  }

  /// Smooth: this filtered state, once the state after `span` is known from the samples beyond.
  func smoothed(after span: Double, next: FaceState, _ motion: Motion) -> FaceState {
    let predicted = predicted(after: span, motion)
    var result = self
    result.x = x.smoothed(after: span, predicted: predicted.x, next: next.x)
    result.y = y.smoothed(after: span, predicted: predicted.y, next: next.y)
    result.width = width.smoothed(after: span, predicted: predicted.width, next: next.width)
    result.height = height.smoothed(after: span, predicted: predicted.height, next: next.height)
    return result
  }

  /// The width and height, ratios of the picture.
  var size: (width: Double, height: Double) { (Elementary.exp(width.value), Elementary.exp(height.value)) }

  /// The box of the mean.
  var box: Box {
    let (w, h) = size
    return Box(centerX: x.value, centerY: y.value, width: w, height: h)
  }

  /// Boxes are at least this large: a tenth of a pixel of an 8K picture.
  private static let smallest = 1e-5
}

extension FaceState {
  /// The same knowledge with time running backwards.
  var reversed: FaceState {
    var result = self
    result.x = x.reversed
    result.y = y.reversed
    result.width = width.reversed
    result.height = height.reversed
    return result
  }
}

extension Axis {
  /// The same knowledge with time running backwards.
  fileprivate var reversed: Axis {
    var result = self
    result.rate = -rate
    result.covariance = -covariance
    return result
  }
}
