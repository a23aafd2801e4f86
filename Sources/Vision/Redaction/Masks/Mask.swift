import Geometry

/// The coverage of one plane by a mask: full inside, decreasing outside.
///
/// A mask is a rectangle whose corners are quarters of an ellipse. Coordinates are those of the plane. A value
/// that the mask touches is replaced completely, so subsampled planes never show what the full-size plane
/// hides.
struct Mask {
  private let center: SIMD2<Double>
  /// Half of the sides.
  private let half: SIMD2<Double>
  /// The semi-axes of the corners; zero for a rectangle.
  private let corner: SIMD2<Double>
  /// The width of the soft edge.
  private let feather: SIMD2<Double>
  /// The bounding rectangle of the mask and its soft edge, not clipped to the plane.
  let bounds: PixelRect

  /// The mask of a rectangle of the frame; the radii of its corners and the width of its soft edge are in
  /// pixels of the frame.
  init(rect: PixelRect, radii: SIMD2<Double>, feather: Double, layout: PlaneLayout) {
    let inner = layout.rect(of: rect)
    let scale = SIMD2(Double(1 << layout.widthShift), Double(1 << layout.heightShift))
    half = SIMD2(Double(inner.width), Double(inner.height)) / 2
    center = SIMD2(Double(inner.x), Double(inner.y)) + half
    corner = pointwiseMin(radii / scale, half)
    self.feather = SIMD2(repeating: feather) / scale
    bounds = Self.rect(center, half + self.feather)
  }

  /// The bounding rectangle without the soft edge.
  var innerBounds: PixelRect { Self.rect(center, half) }

  private static func rect(_ center: SIMD2<Double>, _ half: SIMD2<Double>) -> PixelRect {
    let (low, high) = ((center - half).rounded(.down), (center + half).rounded(.up))
    return PixelRect(
      x: Int(low.x), y: Int(low.y), width: Int(high.x - low.x), height: Int(high.y - low.y))
  }

  /// The columns of a row that are replaced completely; may be empty.
  func inside(row: Int) -> Range<Int> {
    let distance = distance(row, center.y)
    guard distance < half.y else { return 0..<0 }
    let beyond = corner.y > 0 ? max(0, distance - (half.y - corner.y)) / corner.y : 0
    let reach = half.x - corner.x * (1 - max(0, 1 - beyond * beyond).squareRoot())
    return Int((center.x - reach).rounded(.down))..<Int((center.x + reach).rounded(.up))
  }

  /// The columns of a row with the soft edge; may be empty.
  func reach(row: Int) -> Range<Int> {
    let distance = rowDistance(row)
    guard distance < 1 else { return 0..<0 }
    let reach = half.x - corner.x + (corner.x + feather.x) * Double(1 - distance).squareRoot()
    return Int((center.x - reach).rounded(.down))..<Int((center.x + reach).rounded(.up))
  }

  var isFeathered: Bool { feather.x > 0 && feather.y > 0 }

  /// The squared distances of columns from where the corners begin, as ratios of the distance to the outer end
  /// of the soft edge; each is repeated for every channel.
  func columnDistances(_ columns: Range<Int>, channels: Int) -> [Float] {
    let (center, straight, reach) = (center.x, half.x - corner.x, corner.x + feather.x)
    return columns.flatMap {
      repeatElement(Self.squared(abs(Double($0) + 0.5 - center), straight, reach), count: channels)
    }
  }

  /// The same of a row. A pixel is replaced with the weight (1 - d) · `edgeScale`, where d is the sum of its
  /// column's and its row's squared distance.
  func rowDistance(_ row: Int) -> Float {
    Self.squared(abs(Double(row) + 0.5 - center.y), half.y - corner.y, corner.y + feather.y)
  }

  /// The inverse of the width of the soft edge in these squared distances.
  var edgeScale: Float {
    let begin = corner / (corner + feather)
    return Float(1 / (1 - begin.max() * begin.max()))
  }

  /// - Parameters:
  ///   - distance: of the middle of a column or row from the centre.
  ///   - straight: where the corner begins.
  ///   - reach: from there to the outer end of the soft edge.
  private static func squared(_ distance: Double, _ straight: Double, _ reach: Double) -> Float {
    let ratio = max(0, distance - straight) / reach
    return Float(ratio * ratio)
  }

  /// The distance from the centre to the nearest edge of a column or row, so that a value that is touched in
  /// part counts as inside.
  private func distance(_ index: Int, _ center: Double) -> Double {
    max(0, abs(Double(index) + 0.5 - center) - 0.5)
  }
}
