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

/// The combined coverage of one plane by the masks of a region.
struct RegionMask {
  let masks: [Mask]
  /// The bounding rectangle on the plane.
  let bounds: PixelRect

  var isFeathered: Bool { masks.contains { $0.isFeathered } }

  init(_ masks: [Mask], inside plane: PixelRect) {
    self.masks = masks
    let empty = PixelRect(x: 0, y: 0, width: 0, height: 0)
    bounds = masks.reduce(empty) { $0.union($1.bounds.intersection(plane)) }
  }

  /// The columns of a row that are replaced completely: disjoint ranges from left to right.
  func inside(row: Int) -> [Range<Int>] {
    let parts = masks.map { $0.inside(row: row).clamped(to: bounds.x..<bounds.maxX) }.filter { !$0.isEmpty }
    guard parts.count > 1 else { return parts }
    return parts.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { joined, part in
      if let last = joined.last, part.lowerBound <= last.upperBound {
        joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, part.upperBound)
      } else {
        joined.append(part)
      }
    }
  }

  /// The columns of the bounds outside the given ranges of a row.
  func gaps(between inside: [Range<Int>]) -> [Range<Int>] {
    let starts = [bounds.x] + inside.map(\.upperBound)
    let ends = inside.map(\.lowerBound) + [bounds.maxX]
    return zip(starts, ends).compactMap { $0 < $1 ? $0..<$1 : nil }
  }
}

/// The weights of a row's values outside the masks, 0...256: the maximum over the masks.
struct RowWeights {
  private let mask: RegionMask
  private let channels: Int
  private let columns: [[Float]]
  /// The row's squared distance from each mask; equal for all rows beside a box, so weights are reused.
  private var distances: [Float]
  /// One weight for each value of the bounds.
  private(set) var values: [Int32]

  init(_ mask: RegionMask, channels: Int) {
    self.mask = mask
    self.channels = channels
    let range = mask.bounds.x..<mask.bounds.maxX
    columns =
      mask.isFeathered
      ? mask.masks.map { mask in
        let own = mask.bounds
        return zip(range, mask.columnDistances(range)).map { own.x <= $0 && $0 < own.maxX ? $1 : .infinity }
      } : []
    distances = columns.map { _ in -1 }
    values = [Int32](repeating: 0, count: mask.isFeathered ? range.count * channels : 0)
  }

  mutating func move(to row: Int) {
    var hasMoved = false
    for index in columns.indices {
      let own = mask.masks[index].bounds
      let distance = own.y <= row && row < own.maxY ? mask.masks[index].rowDistance(row) : .infinity
      hasMoved = hasMoved || distance != distances[index]
      distances[index] = distance
    }
    guard hasMoved else { return }
    for value in values.indices { values[value] = weight(column: value / channels) }
  }

  private func weight(column: Int) -> Int32 {
    var weight: Float = 0
    for index in columns.indices {
      weight = max(weight, mask.masks[index].weight(column: columns[index][column], row: distances[index]))
    }
    return Int32(weight)
  }
}
