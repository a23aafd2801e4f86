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

  /// How much a value outside is replaced, 0...255.
  func weight(column: Int, row: Int) -> UInt32 {
    guard featherX > 0, featherY > 0 else { return 0 }
    let dx = distanceX(column)
    let dy = distanceY(row)
    let distance: Double
    switch shape {
    case .box:
      let x = max(0, dx - radiusX) / featherX
      let y = max(0, dy - radiusY) / featherY
      distance = (x * x + y * y).squareRoot()
    case .ellipse:
      let x = dx / radiusX
      let y = dy / radiusY
      let radius = (x * x + y * y).squareRoot()
      distance = (radius - 1) * min(radiusX / featherX, radiusY / featherY)
    }
    return distance >= 1 ? 0 : UInt32(255 * (1 - max(0, distance)))
  }

  /// From the centre to the nearest edge of a column, so that a value touched in part counts as inside.
  private func distanceX(_ column: Int) -> Double { max(0, abs(Double(column) + 0.5 - centerX) - 0.5) }
  private func distanceY(_ row: Int) -> Double { max(0, abs(Double(row) + 0.5 - centerY) - 0.5) }
}
