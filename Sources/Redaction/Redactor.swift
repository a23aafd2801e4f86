import COpenCV
public import Geometry

/// Hides boxes of a picture on its own planes, in place: inside the mask everything is replaced, outside it
/// and its soft edge nothing is touched. Not safe to share; one stage owns one.
public final class Redactor {
  private let style: RedactionStyle
  /// The replacement of one mask's bounds.
  private let hidden = Scratch()
  /// The few cells to which a face is reduced.
  private let cells = Scratch()

  /// Cells along the longer side of a face while it is blurred. What is finer is gone before the blur begins,
  /// so the blur cannot be undone, and its cost does not grow with its strength.
  private static let blurCells = 16.0

  /// Makes a redactor.
  public init(style: RedactionStyle) {
    self.style = style
    fv_use_one_thread()
  }

  /// Hides `boxes` (ratios of the coded picture) in a picture of `size`.
  public func hide(_ boxes: [Box], in planes: [MutablePlane], size: PictureSize) throws {
    for box in boxes {
      guard let rect = size.pixels(of: box) else { continue }
      // The strength follows the whole face, also where the picture's border cuts it.
      let face = max(box.width * Double(size.width), box.height * Double(size.height), 1)
      for plane in planes { try hide(rect, face: face, in: plane, size: size) }
    }
  }

  private func hide(_ rect: PixelRect, face: Double, in plane: MutablePlane, size: PictureSize) throws {
    let layout = plane.layout
    let mask = Mask(shape: style.shape, rect: rect, feather: style.feather * face, layout: layout)
    let whole = layout.rect(of: PixelRect(x: 0, y: 0, width: size.width, height: size.height))
    let bounds = mask.bounds.intersection(whole)
    guard !bounds.isEmpty else { return }
    let image = hidden.image(width: bounds.width, height: bounds.height, like: layout)
    let long = max(1, face / Double(1 << min(layout.widthShift, layout.heightShift)))
    switch style.effect {
    case .blur: try blur(plane.image(bounds), into: image, face: long, layout)
    case .pixelate: try pixelate(plane.image(bounds), into: image, face: long, layout)
    case .solid: break
    }
    if layout.bytesPerValue == 1 {
      paint(mask, bounds, plane, image, UInt8.self)
    } else {
      paint(mask, bounds, plane, image, UInt16.self)
    }
  }

  /// Reduces to a coarse grid (each cell the mean of what it covers), blurs that, and enlarges it again.
  private func blur(
    _ source: fv_image, into target: fv_image, face: Double, _ layout: PlaneLayout
  ) throws {
    let grid = try reduce(source, by: max(1, Int(face / Self.blurCells)), layout)
    // A face of a few pixels still gets a blur that reaches its neighbours.
    let sigma = max(1, style.strength * face * Double(grid.width) / Double(source.width))
    try OpenCV.gaussianBlur(grid, sigmaX: sigma, sigmaY: sigma)
    try OpenCV.resize(grid, into: target, FV_LINEAR)
  }

  /// Means over squares of `side` values. A whole number keeps OpenCV on its fast path; up to `side - 1` rows and
  /// columns at the far edges are left out of the means, which the mask's outermost cells then stand for.
  private func reduce(_ source: fv_image, by side: Int, _ layout: PlaneLayout) throws -> fv_image {
    let columns = max(1, Int(source.width) / side)
    let rows = max(1, Int(source.height) / side)
    var whole = source
    whole.width = Int32(min(Int(source.width), columns * side))
    whole.height = Int32(min(Int(source.height), rows * side))
    let grid = cells.image(width: columns, height: rows, like: layout)
    try OpenCV.resize(whole, into: grid, FV_AREA)
    return grid
  }

  private func pixelate(_ source: fv_image, into target: fv_image, face: Double, _ layout: PlaneLayout) throws
  {
    let cell = max(2, style.strength * face)
    let grid = cells.image(
      width: max(1, Int((Double(source.width) / cell).rounded())),
      height: max(1, Int((Double(source.height) / cell).rounded())), like: layout)
    try OpenCV.resize(source, into: grid, FV_AREA)
    try OpenCV.resize(grid, into: target, FV_NEAREST)
  }

  /// Puts the replacement in place, row by row.
  private func paint<Value: FixedWidthInteger & UnsignedInteger>(
    _ mask: Mask, _ bounds: PixelRect, _ plane: MutablePlane, _ image: fv_image, _: Value.Type
  ) {
    let channels = plane.layout.channels
    let isSolid = style.effect == .solid
    let blank = Value(truncatingIfNeeded: plane.layout.blank)
    let columns = mask.isFeathered ? mask.columnDistances(bounds.x..<bounds.maxX) : []
    // The weights of the row at hand; all rows beside a box have the same.
    var weights = [Int32](repeating: 0, count: columns.count)
    var weightsDistance: Float = -1
    for row in bounds.y..<bounds.maxY {
      let target = (plane.base + row * plane.stride).assumingMemoryBound(to: Value.self)
      let source = (image.data + (row - bounds.y) * image.stride).assumingMemoryBound(to: Value.self)
      if isSolid { source.update(repeating: blank, count: bounds.width * channels) }
      let inside = mask.inside(row: row).clamped(to: bounds.x..<bounds.maxX)
      (target + inside.lowerBound * channels).update(
        from: source + (inside.lowerBound - bounds.x) * channels, count: inside.count * channels)
      guard mask.isFeathered else { continue }
      let distance = mask.rowDistance(row)
      if distance != weightsDistance {
        for column in weights.indices {
          weights[column] = Int32(mask.weight(column: columns[column], row: distance))
        }
        weightsDistance = distance
      }
      let line = target + bounds.x * channels
      let left = 0..<(inside.isEmpty ? bounds.width : inside.lowerBound - bounds.x)
      let right = (inside.isEmpty ? bounds.width : inside.upperBound - bounds.x)..<bounds.width
      for edge in [left, right] { Self.fade(edge, weights, from: source, into: line, channels: channels) }
    }
  }

  /// Moves values towards their replacement by their column's weight, 0...255.
  private static func fade<Value: FixedWidthInteger & UnsignedInteger>(
    _ columns: Range<Int>, _ weights: [Int32], from source: UnsafeMutablePointer<Value>,
    into target: UnsafeMutablePointer<Value>, channels: Int
  ) {
    for column in columns {
      let weight = weights[column]
      guard weight > 0 else { continue }
      for value in column * channels..<(column + 1) * channels {
        let old = Int32(truncatingIfNeeded: target[value])
        let new = Int32(truncatingIfNeeded: source[value])
        target[value] = Value(truncatingIfNeeded: old + ((new - old) * weight) / 255)
      }
    }
  }
}
