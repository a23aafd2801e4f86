import COpenCV
import Geometry
import OpenCV

/// Computes what replaces a region of a plane: the plane's pixels in coarse cells, smoothed.
///
/// From the surroundings, only pixels outside all masks of the frame count, so the replacement is the same
/// whatever is inside. From the face, all pixels count. There are 12 to 24 cells along the longer side of a
/// face: the cost does not depend on the strength.
final class Replacement {
  private let style: RedactionStyle
  private let convolution = NormalizedConvolution()
  private let (means, mosaic, quantized, enlarged) = (Scratch(), Scratch(), Scratch(), Scratch())

  init(style: RedactionStyle) {
    self.style = style
  }

  /// An image that replaces a part of a plane, and the pixel of the plane at its first value. It is valid until
  /// the next call.
  ///
  /// - Parameters:
  ///   - masks: all masks of the frame.
  ///   - face: the largest box of the region, in pixels of the frame.
  func image(
    of bounds: PixelRect, in plane: MutablePlane, _ whole: PixelRect, avoiding masks: [Mask],
    face: PixelBox
  ) throws -> (image: fv_image, rect: PixelRect) {
    let layout = plane.layout
    let length = max(1, face.length / Double(1 << min(layout.widthShift, layout.heightShift)))
    switch (style.source, style.effect) {
    case (.face, .pixelate):
      let side = max(2, Int((style.strength * length).rounded()))
      let grid = CellGrid(over: bounds, side: side, origin: Self.origin(face, layout))
      let cells = sums(grid, plane, whole, avoiding: [])
      return tile(cells, of: grid, over: bounds, layout)
    case (.face, _):
      let side = Self.cellSide(length)
      let grid = CellGrid(over: bounds, side: side, origin: Self.origin(face, layout))
      let cells = sums(grid, plane, whole, avoiding: [])
      // The minimum makes the blur of a face of a few pixels reach its neighbours.
      let sigma = max(1, style.strength * length / Double(side))
      try convolution.smooth(cells, sigma: sigma, isWide: false)
      return try enlarge(cells, of: grid, over: bounds, layout)
    case (.surroundings, _):
      return try fromSurroundings(bounds, plane, whole, masks, length)
    }
  }

  /// How far from a region, in pixels of the frame, pixels are read at most.
  ///
  /// - Parameter length: the longer side of the largest face, in pixels of the frame.
  static func readDistance(style: RedactionStyle, _ length: Double) -> Int {
    let cell = style.effect == .pixelate ? style.strength * length * 2.0.squareRoot() : 0
    // Rectangles are moved out to whole cells twice. A plane has at most a fourth of the frame's columns and rows, and
    // each limit there is rounded up.
    return Int((contextRatio * length + 2 * max(cell, length / minCells)).rounded(.up)) + 32
  }

  private func fromSurroundings(
    _ bounds: PixelRect, _ plane: MutablePlane, _ whole: PixelRect, _ masks: [Mask], _ length: Double
  ) throws -> (image: fv_image, rect: PixelRect) {
    let layout = plane.layout
    let side = Self.cellSide(length)
    let context = max(2, Int(Self.contextRatio * length))
    let step = style.effect == .pixelate ? Self.mosaicSide(style.strength * length, side) : side
    let near = bounds.grown(dx: context, dy: context).intersection(whole).aligned(to: step)
    let grid = CellGrid(over: near, side: side)
    let cells = sums(grid, plane, whole, avoiding: masks.near(grid.rect))
    // Half of the strength, since the wider Gaussians of the kernel smooth as well.
    let sigma = max(1, style.strength / 2 * length / Double(side))
    try convolution.smooth(cells, sigma: sigma, isWide: true)
    guard style.effect == .pixelate else {
      return try enlarge(cells, of: grid, over: bounds, layout)
    }
    let coarse = CellGrid(over: near, side: step)
    let target = mosaic.image(width: coarse.columns, height: coarse.rows, channels: layout.channels + 1)
    try OpenCV.resize(cells, into: target, FV_AREA)
    return tile(target, of: coarse, over: bounds, layout)
  }

  /// Sums and counts of the cells' pixels: all, or those outside the masks.
  private func sums(
    _ grid: CellGrid, _ plane: MutablePlane, _ whole: PixelRect, avoiding masks: [Mask]
  ) -> fv_image {
    let channels = plane.layout.channels
    // Four rows of a cell are enough of the surroundings. Of a face, fine detail would remain.
    let rowStep = style.source == .face || grid.side < 4 ? 1 : max(2, grid.side / 4)
    let image = means.image(width: grid.columns, height: grid.rows, channels: channels + 1)
    if plane.layout.bytesPerValue == 1 {
      var sums = CellSums<UInt8>(grid, channels: channels, rowStep: rowStep)
      sums.sum(plane, whole, into: image, avoiding: masks)
    } else {
      var sums = CellSums<UInt16>(grid, channels: channels, rowStep: rowStep)
      sums.sum(plane, whole, into: image, avoiding: masks)
    }
    return image
  }

  /// The means of the cells at and around a rectangle, as an image of the plane's format and scale.
  private func enlarge(
    _ cells: fv_image, of grid: CellGrid, over rect: PixelRect, _ layout: PlaneLayout
  ) throws -> (image: fv_image, rect: PixelRect) {
    let part = grid.cells(around: rect)
    let values = quantize(cells, part, layout)
    let pixels = grid.pixels(of: part)
    let image = enlarged.image(width: pixels.width, height: pixels.height, like: layout)
    try OpenCV.resize(values, into: image, FV_LINEAR)
    return (image, pixels)
  }

  /// The means of the cells in a rectangle, each over the whole of its cell. Cells may be much larger than the
  /// rectangle, so nothing else is enlarged.
  private func tile(
    _ cells: fv_image, of grid: CellGrid, over rect: PixelRect, _ layout: PlaneLayout
  ) -> (image: fv_image, rect: PixelRect) {
    let part = grid.cells(around: rect)
    let values = quantize(cells, part, layout)
    let image = enlarged.image(width: rect.width, height: rect.height, like: layout)
    if layout.bytesPerValue == 1 {
      Self.tile(values, grid.pixels(of: part), grid.side, rect, into: image, UInt8.self)
    } else {
      Self.tile(values, grid.pixels(of: part), grid.side, rect, into: image, UInt16.self)
    }
    return (image, rect)
  }

  private static func tile<Value>(
    _ values: fv_image, _ pixels: PixelRect, _ side: Int, _ rect: PixelRect, into image: fv_image,
    _: Value.Type
  ) {
    let channels = Int(image.channels)
    for row in 0..<rect.height {
      let target = image.row(row, of: Value.self)
      let cellRow = (rect.y + row - pixels.y) / side
      if row > 0, cellRow == (rect.y + row - 1 - pixels.y) / side {
        target.update(from: image.row(row - 1, of: Value.self), count: rect.width * channels)
        continue
      }
      let source = values.row(cellRow, of: Value.self)
      for column in 0..<rect.width {
        let cell = (rect.x + column - pixels.x) / side
        for channel in 0..<channels {
          target[column * channels + channel] = source[cell * channels + channel]
        }
      }
    }
  }

  /// The means of some cells in the plane's format.
  private func quantize(_ cells: fv_image, _ part: PixelRect, _ layout: PlaneLayout) -> fv_image {
    let values = quantized.image(width: part.width, height: part.height, like: layout)
    if layout.bytesPerValue == 1 {
      Self.quantize(cells, part, layout, into: values, UInt8.self)
    } else {
      Self.quantize(cells, part, layout, into: values, UInt16.self)
    }
    return values
  }

  /// Divides sums by counts. Where nothing counts, there is grey.
  private static func quantize<Value: FixedWidthInteger & UnsignedInteger>(
    _ cells: fv_image, _ part: PixelRect, _ layout: PlaneLayout, into target: fv_image, _: Value.Type
  ) {
    let channels = layout.channels
    for row in 0..<part.height {
      let source = cells.row(part.y + row, of: Float.self) + part.x * (channels + 1)
      let values = target.row(row, of: Value.self)
      for column in 0..<part.width {
        let cell = source + column * (channels + 1)
        for channel in 0..<channels {
          let mean = cell[channel] / cell[channels]
          values[column * channels + channel] =
            cell[channels] > 0
            ? Value(clamping: Int(mean.rounded())) : Value(truncatingIfNeeded: layout.grey)
        }
      }
    }
  }

  /// Where cells meet that move with a face. In a lattice that is fixed in the frame, a face that moves would
  /// be sampled at many places, and all frames together would show more of it. Boxes tremble against the face, so a
  /// few places remain.
  private static func origin(_ face: PixelBox, _ layout: PlaneLayout) -> (x: Int, y: Int) {
    (
      Int(face.center.x.rounded(.down)) >> layout.widthShift,
      Int(face.center.y.rounded(.down)) >> layout.heightShift
    )
  }

  /// The side of a cell: a power of two, so that it rarely changes while a face approaches.
  private static func cellSide(_ length: Double) -> Int {
    var side = 1
    while Double(side * 2) * minCells <= length { side *= 2 }
    return side
  }

  /// The side of a mosaic's cell, near a wanted one: a power of two times the side of a cell of the grid, which
  /// is fixed in the frame, so that the mosaic of still content rarely changes.
  private static func mosaicSide(_ wanted: Double, _ side: Int) -> Int {
    var mosaic = side
    while Double(mosaic * 2) <= wanted * 2.0.squareRoot() { mosaic *= 2 }
    return mosaic
  }

  /// The minimum number of cells along the longer side of a face; there are less than twice as many.
  private static let minCells = 12.0
  /// How far around a region pixels count, as a ratio of the longer side of the face.
  private static let contextRatio = 0.2
}
