import Geometry

/// Which values of one plane a mask replaces, and how much: wholly inside, fading outside.
///
/// Coordinates are those of the plane. Wherever the mask touches a value it is replaced wholly, so subsampled
/// planes never show what the full-size plane hides.
struct Mask {
  private let shape: MaskShape
  private let centerX: Double
  private let centerY: Double
  private let radiusX: Double
  private let radiusY: Double
  private let featherX: Double
  private let featherY: Double

  /// A mask for `rect` of the picture on a plane, with a soft edge of `feather` picture pixels.
  init(shape: MaskShape, rect: PixelRect, feather: Double, layout: PlaneLayout) {
    let inner = layout.rect(of: rect)
    self.shape = shape
    centerX = Double(inner.x) + Double(inner.width) / 2
    centerY = Double(inner.y) + Double(inner.height) / 2
    // The smallest ellipse around a rectangle has its sides times the square root of 2.
    let scale = shape == .ellipse ? 2.0.squareRoot() : 1
    radiusX = Double(inner.width) / 2 * scale
    radiusY = Double(inner.height) / 2 * scale
    featherX = feather / Double(1 << layout.widthShift)
    featherY = feather / Double(1 << layout.heightShift)
  }

  /// Everything that the mask changes, not yet clipped to the plane.
  var bounds: PixelRect {
    let left = Int((centerX - radiusX - featherX).rounded(.down))
    let top = Int((centerY - radiusY - featherY).rounded(.down))
    let right = Int((centerX + radiusX + featherX).rounded(.up))
    let bottom = Int((centerY + radiusY + featherY).rounded(.up))
    return PixelRect(x: left, y: top, width: right - left, height: bottom - top)
  }

  /// The columns of a row that are replaced wholly; empty where none are.
  func inside(row: Int) -> Range<Int> {
    let distance = distanceY(row)
    guard distance <= radiusY else { return 0..<0 }
    let half =
      shape == .box ? radiusX : radiusX * max(0, 1 - (distance / radiusY) * (distance / radiusY)).squareRoot()
    return Int((centerX - half).rounded(.down))..<Int((centerX + half).rounded(.up))
  }

  /// Whether there is a soft edge.
  var isFeathered: Bool { featherX > 0 && featherY > 0 }

  /// The squared distances of columns from the mask, in the units of `weight(column:row:)`.
  func columnDistances(_ columns: Range<Int>) -> [Float] {
    columns.map { Self.squared(distanceX($0), radiusX, featherX, shape) }
  }

  /// The squared distance of a row from the mask, in the units of `weight(column:row:)`.
  func rowDistance(_ row: Int) -> Float { Self.squared(distanceY(row), radiusY, featherY, shape) }

  /// How much a value outside is replaced, 0...256, from its column's and its row's squared distance.
  ///
  /// Around a box distances are counted from its edges in widths of the soft edge; around an ellipse from its
  /// centre in radii, where the edge begins at 1.
  func weight(column: Float, row: Float) -> Float {
    let distance = (column + row).squareRoot()
    let beyond = shape == .box ? distance : (distance - 1) * ellipseScale
    return 256 * max(0, min(1, 1 - beyond))
  }

  private var ellipseScale: Float { Float(min(radiusX / featherX, radiusY / featherY)) }

  private static func squared(_ distance: Double, _ radius: Double, _ feather: Double, _ shape: MaskShape)
    -> Float
  {
    let ratio = shape == .box ? max(0, distance - radius) / feather : distance / radius
    return Float(ratio * ratio)
  }

  /// From the centre to the nearest edge of a column, so that a value touched in part counts as inside.
  private func distanceX(_ column: Int) -> Double { max(0, abs(Double(column) + 0.5 - centerX) - 0.5) }
  private func distanceY(_ row: Int) -> Double { max(0, abs(Double(row) + 0.5 - centerY) - 0.5) }
}
