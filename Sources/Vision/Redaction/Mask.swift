import Geometry

/// The coverage of one plane by the mask of a redaction box: full inside, decreasing outside.
///
/// Coordinates are those of the plane. A value that the mask touches is replaced completely, so subsampled
/// planes never show what the full-size plane hides.
struct Mask {
  private let shape: MaskShape
  private let centerX: Double
  private let centerY: Double
  private let radiusX: Double
  private let radiusY: Double
  private let featherX: Double
  private let featherY: Double

  /// The mask of `rect`, a rectangle of the frame, on a plane, with a soft edge of `feather` frame pixels.
  init(shape: MaskShape, rect: PixelRect, feather: Double, layout: PlaneLayout) {
    let inner = layout.rect(of: rect)
    self.shape = shape
    centerX = Double(inner.x) + Double(inner.width) / 2
    centerY = Double(inner.y) + Double(inner.height) / 2
    // The sides of the smallest ellipse around a rectangle are √2 times those of the rectangle.
    let scale = shape == .ellipse ? 2.0.squareRoot() : 1
    radiusX = Double(inner.width) / 2 * scale
    radiusY = Double(inner.height) / 2 * scale
    featherX = feather / Double(1 << layout.widthShift)
    featherY = feather / Double(1 << layout.heightShift)
  }

  /// The bounding rectangle of the mask and its soft edge, not clipped to the plane.
  var bounds: PixelRect {
    let left = Int((centerX - radiusX - featherX).rounded(.down))
    let top = Int((centerY - radiusY - featherY).rounded(.down))
    let right = Int((centerX + radiusX + featherX).rounded(.up))
    let bottom = Int((centerY + radiusY + featherY).rounded(.up))
    return PixelRect(x: left, y: top, width: right - left, height: bottom - top)
  }

  /// The columns of a row that are replaced completely; may be empty.
  func inside(row: Int) -> Range<Int> {
    let distance = distanceY(row)
    guard distance <= radiusY else { return 0..<0 }
    let half =
      shape == .box ? radiusX : radiusX * max(0, 1 - (distance / radiusY) * (distance / radiusY)).squareRoot()
    return Int((centerX - half).rounded(.down))..<Int((centerX + half).rounded(.up))
  }

  var isFeathered: Bool { featherX > 0 && featherY > 0 }

  /// The squared distances of columns from the mask, in the units of `weight(column:row:)`.
  func columnDistances(_ columns: Range<Int>) -> [Float] {
    columns.map { Self.squared(distanceX($0), radiusX, featherX, shape) }
  }

  /// The squared distance of a row from the mask, in the units of `weight(column:row:)`.
  func rowDistance(_ row: Int) -> Float { Self.squared(distanceY(row), radiusY, featherY, shape) }

  /// The weight with which a value outside is replaced, 0...256, from the squared distances of its column and
  /// row.
  ///
  /// For a box, distances are measured from its edges in widths of the soft edge; for an ellipse, from its
  /// centre in radii, with the soft edge starting at 1.
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

  /// The distance from the centre to the nearest edge of a column, so that a value that is touched in part
  /// counts as inside.
  private func distanceX(_ column: Int) -> Double { max(0, abs(Double(column) + 0.5 - centerX) - 0.5) }
  private func distanceY(_ row: Int) -> Double { max(0, abs(Double(row) + 0.5 - centerY) - 0.5) }
}
