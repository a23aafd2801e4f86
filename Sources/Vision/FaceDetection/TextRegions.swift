import Geometry
import Glibc

/// The connected regions of a probability map that are above a threshold, by flood fill over eight neighbours.
struct TextRegions {
  private let map: UnsafeBufferPointer<Float>
  private let size: FrameSize
  private var isVisited: [Bool]
  private var open: [Int] = []

  /// The probability from which a pixel belongs to a region.
  static let threshold: Float = 0.3

  /// `map` has one value per pixel, row by row.
  init(_ map: UnsafeBufferPointer<Float>, _ size: FrameSize) {
    precondition(map.count == size.width * size.height)
    self.map = map
    self.size = size
    isVisited = [Bool](repeating: false, count: map.count)
  }

  /// The regions, in the order of their first pixels.
  mutating func all() -> [TextRegion] {
    var regions: [TextRegion] = []
    for pixel in map.indices where map[pixel] > Self.threshold && !isVisited[pixel] {
      regions.append(region(from: pixel))
    }
    return regions
  }

  private mutating func region(from start: Int) -> TextRegion {
    var region = TextRegion()
    visit(start)
    while let pixel = open.popLast() {
      let (row, column) = pixel.quotientAndRemainder(dividingBy: size.width)
      region.add(x: column, y: row, probability: map[pixel])
      for y in max(0, row - 1)...min(size.height - 1, row + 1) {
        for x in max(0, column - 1)...min(size.width - 1, column + 1) { visit(y * size.width + x) }
      }
    }
    return region
  }

  private mutating func visit(_ pixel: Int) {
    guard map[pixel] > Self.threshold, !isVisited[pixel] else { return }
    isVisited[pixel] = true
    open.append(pixel)
  }
}

/// The inner part of a line of text: sums over its pixels.
struct TextRegion {
  private var count = 0.0
  private var sum = SIMD2<Double>.zero
  private var squares = SIMD2<Double>.zero
  private var products = 0.0
  private var probabilities = 0.0
  private var low = SIMD2<Double>(repeating: .infinity)
  private var high = SIMD2<Double>(repeating: -.infinity)

  /// The mean probability.
  var score: Double { probabilities / count }

  mutating func add(x: Int, y: Int, probability: Float) {
    let position = SIMD2(Double(x), Double(y))
    count += 1
    sum += position
    squares += position * position
    products += position.x * position.y
    probabilities += Double(probability)
    low = pointwiseMin(low, position)
    high = pointwiseMax(high, position + 1)
  }

  /// The upright box around the whole line, in ratios of the map; nil for a speck.
  ///
  /// The network marks the line shrunk by D = A(1-r²)/L on each side, where A is the area and L the circumference
  /// ("Label generation" and "Inference" in the paper). The rectangle with the same second moments as the region has
  /// A and L, whatever its direction.
  func box(in size: FrameSize) -> Box? {
    let shape = shape
    guard shape.thickness >= Self.minThickness else { return nil }
    let reach = shape.distance * (1 + shape.slant).squareRoot()
    let (scale, from, to) = (SIMD2(Double(size.width), Double(size.height)), low - reach, high + reach)
    let (start, extent) = (from / scale, (to - from) / scale)
    return Box(left: start.x, top: start.y, width: extent.x, height: extent.y)
  }

  /// The rectangle around the whole line in its direction, in ratios of the map; nil for a speck.
  func quad(in size: FrameSize) -> TextQuad? {
    guard let box = box(in: size) else { return nil }
    let (shape, scale) = (shape, SIMD2(Double(size.width), Double(size.height)))
    let isLong = shape.length >= Self.directedRatio * shape.thickness
    guard isLong, abs(shape.axis.x) > Self.leastSine, abs(shape.axis.y) > Self.leastSine else {
      // Of a few characters the direction is not known; of a level or upright line, the box is exact.
      let isUpright = box.height * scale.y >= Self.directedRatio * box.width * scale.x
      return isUpright ? .downwards(box) : TextQuad(box)
    }
    let along = shape.axis * (shape.length / 2 + shape.distance)
    let across = SIMD2(-shape.axis.y, shape.axis.x) * (shape.thickness / 2 + shape.distance)
    return TextQuad(
      topStart: shape.center - along - across, topEnd: shape.center + along - across,
      bottomEnd: shape.center + along + across, bottomStart: shape.center - along + across
    ).mapped { $0 / scale }
  }

  /// The rectangle with the same second moments, in pixels of the map.
  private struct Shape {
    var center: SIMD2<Double>
    /// The direction of the line, to the right.
    var axis: SIMD2<Double>
    /// The absolute sine of twice its angle.
    var slant: Double
    var length, thickness: Double
    /// By how much the whole line reaches further on each side.
    var distance: Double
  }

  private var shape: Shape {
    let mean = sum / count
    // A pixel has a variance of 1/12 along each axis.
    let variance = squares / count - mean * mean + 1.0 / 12
    let covariance = products / count - mean.x * mean.y
    let middle = variance.sum() / 2
    let spread = ((variance.x - variance.y) * (variance.x - variance.y) / 4 + covariance * covariance)
      .squareRoot()
    let length = (12 * (middle + spread)).squareRoot()
    let thickness = (12 * max(0, middle - spread)).squareRoot()
    let angle = atan2(2 * covariance, variance.x - variance.y) / 2
    return Shape(
      center: mean + 0.5, axis: SIMD2(cos(angle), sin(angle)),
      slant: spread > 0 ? abs(covariance / spread) : 0, length: length, thickness: thickness,
      distance: Self.growth * length * thickness / (2 * (length + thickness)))
  }

  /// Thinner regions, in pixels of the map, are noise.
  private static let minThickness = 2.0
  /// A region that is at least so many times as long as high has a direction.
  private static let directedRatio = 1.5
  /// The sine of three degrees, below which a line counts as level or upright.
  private static let leastSine = 0.052
  /// The ratio of the distance by which a region is grown to A/L.
  private static let growth = 1.6
}
