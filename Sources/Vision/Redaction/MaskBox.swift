public import Geometry

/// What a mask covers: a box, or a head anywhere inside it.
public struct MaskBox: Hashable, Sendable {
  /// In ratios of the frame; may extend past it.
  public var box: Box
  /// The semi-axes of the corners in ratios of the frame's width and height; zero for a box whose corners are
  /// covered. Used for ``MaskShape/ellipse`` only.
  public var cornerRadii: SIMD2<Double>
  /// Boxes of one face have the same number; nil for a box of its own. A picture is put on each face once.
  public var face: Int?

  /// Whether a single colour hides it, whatever the effect is.
  public var isSolid: Bool

  public init(
    _ box: Box, cornerRadii: SIMD2<Double> = .zero, face: Int? = nil, isSolid: Bool = false
  ) {
    self.box = box
    self.cornerRadii = cornerRadii
    self.face = face
    self.isSolid = isSolid
  }

  /// Maps from the displayed to the coded frame.
  public func coded(_ orientation: Orientation) -> MaskBox {
    let radii = orientation.swapsAxes ? SIMD2(cornerRadii.y, cornerRadii.x) : cornerRadii
    return MaskBox(orientation.coded(box), cornerRadii: radii, face: face, isSolid: isSolid)
  }

  /// Whether every pixel of another mask is covered by this one, and hidden as well.
  public func covers(_ other: MaskBox) -> Bool {
    guard box.contains(other.box), isSolid || !other.isSolid else { return false }
    if cornerRadii.x <= other.cornerRadii.x, cornerRadii.y <= other.cornerRadii.y { return true }
    return core.contains(other.box)
  }

  /// The largest box of the same proportions whose corners are covered for any radii up to half of the sides.
  private var core: Box {
    Box(
      centerX: box.centerX, centerY: box.centerY, width: box.width * 0.5.squareRoot(),
      height: box.height * 0.5.squareRoot())
  }
}
