import COpenCV
public import Geometry
import OpenCV

/// Redacts boxes in the planes of a frame, in place: everything inside the mask is replaced, and nothing
/// outside the mask and its soft edge is modified. Not thread-safe; each pipeline stage owns one.
public final class Redactor {
  private let style: RedactionStyle
  /// The replacement of one region.
  private let hidden = Scratch()
  /// The coarse grid to which a face is reduced.
  private let cells = Scratch()

  /// The minimum number of cells along the longer side of a face before the blur; there are less than twice
  /// as many. Finer detail is removed before the blur, so the blur cannot be inverted, and its cost does not
  /// depend on its strength.
  private static let minCells = 12.0

  public init(style: RedactionStyle) {
    self.style = style
  }

  /// Redacts `boxes` (in ratios of the coded frame) in a frame of `size`.
  public func redact(_ boxes: [Box], in planes: [MutablePlane], size: FrameSize) throws {
    let pixelBoxes = boxes.compactMap { box -> Region.PixelBox? in
      guard let touched = size.pixels(of: box) else { return nil }
      // The strength depends on the whole face, including the part outside the frame.
      let face = max(box.width * Double(size.width), box.height * Double(size.height), 1)
      return Region.PixelBox(rect: Self.aligned(touched, face: face, size: size), face: face)
    }
    for region in Region.regions(of: pixelBoxes, style) {
      for plane in planes { try redact(region, in: plane, size: size) }
    }
  }

  /// The rectangle with its edges moved out to multiples of 1/32 to 1/16 of the face. Its edges then rarely
  /// move from one frame to the next: the blur does not flicker, and costs fewer bits.
  private static func aligned(_ rect: PixelRect, face: Double, size: FrameSize) -> PixelRect {
    var step = 1
    while Double(step * 32) <= face { step *= 2 }
    let x = rect.x / step * step
    let y = rect.y / step * step
    let maxX = min(size.width, (rect.maxX + step - 1) / step * step)
    let maxY = min(size.height, (rect.maxY + step - 1) / step * step)
    return PixelRect(x: x, y: y, width: maxX - x, height: maxY - y)
  }

  private func redact(_ region: Region, in plane: MutablePlane, size: FrameSize) throws {
    let layout = plane.layout
    let whole = layout.rect(of: PixelRect(x: 0, y: 0, width: size.width, height: size.height))
    let mask = RegionMask(region.pixelBoxes.map { style.mask(of: $0, on: layout) }, inside: whole)
    let bounds = mask.bounds
    guard !bounds.isEmpty else { return }
    let long = max(1, region.face / Double(1 << min(layout.widthShift, layout.heightShift)))
    let side = style.effect == .blur ? Self.cellSide(face: long) : 1
    let worked = Self.gridAligned(around: bounds, side: side).intersection(whole)
    let work = hidden.image(width: worked.width, height: worked.height, like: layout)
    switch style.effect {
    case .blur: try blur(plane.image(worked), into: work, face: long, side: side, layout)
    case .pixelate: try pixelate(plane.image(worked), into: work, face: long, layout)
    case .solid: break
    }
    let image = work.part(x: bounds.x - worked.x, y: bounds.y - worked.y)
    if layout.bytesPerValue == 1 {
      composite(mask, plane, image, UInt8.self)
    } else {
      composite(mask, plane, image, UInt16.self)
    }
  }

  /// The side of a cell: a power of two, so that it rarely changes while a face approaches.
  private static func cellSide(face: Double) -> Int {
    var side = 1
    while Double(side * 2) * minCells <= face { side *= 2 }
    return side
  }

  /// The complete cells around a rectangle. Cells are aligned to a grid that is fixed in the frame, so that
  /// static content inside a redaction box has the same means in every frame: the blur does not flicker.
  private static func gridAligned(around rect: PixelRect, side: Int) -> PixelRect {
    let x = rect.x / side * side
    let y = rect.y / side * side
    let maxX = (rect.maxX + side - 1) / side * side
    let maxY = (rect.maxY + side - 1) / side * side
    return PixelRect(x: x, y: y, width: maxX - x, height: maxY - y)
  }

  /// Reduces to a coarse grid by area averaging, blurs the grid and enlarges it again. Where the frame's
  /// border cuts the last row or column of cells, the one before replaces it.
  private func blur(
    _ source: fv_image, into target: fv_image, face: Double, side: Int, _ layout: PlaneLayout
  ) throws {
    let columns = max(1, Int(source.width) / side)
    let rows = max(1, Int(source.height) / side)
    var whole = source
    whole.width = Int32(min(Int(source.width), columns * side))
    whole.height = Int32(min(Int(source.height), rows * side))
    let grid = cells.image(width: columns, height: rows, like: layout)
    try OpenCV.resize(whole, into: grid, FV_AREA)
    // The minimum makes the blur of a face of a few pixels reach its neighbours.
    let sigma = max(1, style.strength * face / Double(side))
    try OpenCV.gaussianBlur(grid, sigmaX: sigma, sigmaY: sigma)
    try OpenCV.resize(grid, into: target, FV_LINEAR)
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

  /// Writes the replacement into the plane, row by row.
  private func composite<Value: FixedWidthInteger & UnsignedInteger>(
    _ mask: RegionMask, _ plane: MutablePlane, _ image: fv_image, _: Value.Type
  ) {
    let (channels, bounds) = (plane.layout.channels, mask.bounds)
    let isSolid = style.effect == .solid
    let blank = Value(truncatingIfNeeded: plane.layout.blank)
    var weights = RowWeights(mask, channels: channels)
    for row in bounds.y..<bounds.maxY {
      let target = (plane.base + row * plane.stride).assumingMemoryBound(to: Value.self) + bounds.x * channels
      let source = (image.data + (row - bounds.y) * image.stride).assumingMemoryBound(to: Value.self)
      if isSolid { source.update(repeating: blank, count: bounds.width * channels) }
      let inside = mask.inside(row: row)
      for part in inside {
        let first = (part.lowerBound - bounds.x) * channels
        (target + first).update(from: source + first, count: part.count * channels)
      }
      guard mask.isFeathered else { continue }
      weights.move(to: row)
      weights.values.withUnsafeBufferPointer { weights in
        guard let weights = weights.baseAddress else { return }
        for gap in mask.gaps(between: inside) {
          let first = (gap.lowerBound - bounds.x) * channels
          Self.alphaBlend(
            weights + first, from: source + first, into: target + first, count: gap.count * channels)
        }
      }
    }
  }

  /// Blends values with their replacement by weights 0...256. Simple enough for the compiler to vectorise.
  private static func alphaBlend<Value: FixedWidthInteger & UnsignedInteger>(
    _ weights: UnsafePointer<Int32>, from source: UnsafeMutablePointer<Value>,
    into target: UnsafeMutablePointer<Value>, count: Int
  ) {
    for index in 0..<count {
      let old = Int32(truncatingIfNeeded: target[index])
      let new = Int32(truncatingIfNeeded: source[index])
      target[index] = Value(truncatingIfNeeded: old &+ ((new &- old) &* weights[index]) >> 8)
    }
  }
}

/// A reusable buffer for temporary images; it grows to the largest size requested.
final class Scratch {
  private var storage: UnsafeMutableRawBufferPointer = .init(start: nil, count: 0)

  deinit { storage.deallocate() }

  /// An image in the format of a plane, with unpadded rows and uninitialised pixels.
  func image(width: Int, height: Int, like layout: PlaneLayout) -> fv_image {
    let stride = width * layout.channels * layout.bytesPerValue
    if storage.count < stride * height {
      storage.deallocate()
      storage = .allocate(byteCount: stride * height, alignment: 64)
    }
    return fv_image(
      data: storage.baseAddress, width: Int32(width), height: Int32(height), stride: stride,
      channels: Int32(layout.channels), bytes_per_value: Int32(layout.bytesPerValue))
  }
}

extension fv_image {
  /// The image without its first `x` columns and `y` rows.
  func part(x: Int, y: Int) -> fv_image {
    var part = self
    part.data = data + y * stride + x * Int(channels) * Int(bytes_per_value)
    part.width = width - Int32(x)
    part.height = height - Int32(y)
    return part
  }
}

extension MutablePlane {
  /// A part of the plane as an OpenCV image.
  func image(_ rect: PixelRect) -> fv_image {
    let value = layout.channels * layout.bytesPerValue
    return fv_image(
      data: base + rect.y * stride + rect.x * value, width: Int32(rect.width), height: Int32(rect.height),
      stride: stride, channels: Int32(layout.channels), bytes_per_value: Int32(layout.bytesPerValue))
  }
}
