import COpenCV
import Geometry

/// A grid of square cells over a part of a plane.
struct CellGrid {
  /// The side of a cell in pixels of the plane.
  let side: Int
  /// Where cells meet.
  private let origin: (x: Int, y: Int)
  /// Whole cells; the outer ones may extend past the plane.
  let rect: PixelRect

  var columns: Int { rect.width / side }
  var rows: Int { rect.height / side }

  /// The cells that touch a rectangle.
  init(over rect: PixelRect, side: Int, origin: (x: Int, y: Int) = (0, 0)) {
    (self.side, self.origin) = (side, origin)
    self.rect = rect.aligned(to: side, x: origin.x, y: origin.y)
  }

  /// The part of the grid that touches a rectangle and the cells around it, in cells.
  func cells(around part: PixelRect) -> PixelRect {
    let near = part.aligned(to: side, x: origin.x, y: origin.y).grown(dx: side, dy: side).intersection(rect)
    return PixelRect(
      x: (near.x - rect.x) / side, y: (near.y - rect.y) / side, width: near.width / side,
      height: near.height / side)
  }

  /// The pixels of some cells.
  func pixels(of cells: PixelRect) -> PixelRect {
    PixelRect(
      x: rect.x + cells.x * side, y: rect.y + cells.y * side, width: cells.width * side,
      height: cells.height * side)
  }
}

/// Sums the values of a plane's pixels in the cells of a grid. Pixels that do not count are never read.
struct CellSums<Value: FixedWidthInteger & UnsignedInteger> {
  private let grid: CellGrid
  private let channels: Int
  /// The sums of the columns of one row of cells.
  private var columnSums: [UInt32]
  private var counts: [Int]
  /// The columns of a row that do not count.
  private var inside: [Range<Int>] = []

  /// The distance of the rows that count.
  private let rowStep: Int

  init(_ grid: CellGrid, channels: Int, rowStep: Int) {
    self.rowStep = rowStep
    self.grid = grid
    self.channels = channels
    columnSums = [UInt32](repeating: 0, count: grid.rect.width * channels)
    counts = [Int](repeating: 0, count: grid.columns)
  }

  /// Writes for each cell the sum of its pixels in each channel, and last their number, both divided by the
  /// number of pixels that a whole cell has.
  ///
  /// - Parameters:
  ///   - whole: the plane; pixels outside do not count.
  ///   - masks: pixels inside do not count.
  mutating func sum(
    _ plane: MutablePlane, _ whole: PixelRect, into means: fv_image, avoiding masks: [Mask]
  ) {
    let rect = grid.rect
    let columns = max(rect.x, whole.x)..<min(rect.maxX, whole.maxX)
    for cellRow in 0..<grid.rows {
      for index in columnSums.indices { columnSums[index] = 0 }
      for index in counts.indices { counts[index] = 0 }
      let first = rect.y + cellRow * grid.side
      for row in stride(from: max(first, whole.y), to: min(first + grid.side, whole.maxY), by: rowStep) {
        masks.findInside(row: row, of: columns, &inside)
        columns.forEachGap(between: inside) { add(plane, row, $0) }
      }
      write(to: means.row(cellRow, of: Float.self))
    }
  }

  private mutating func add(_ plane: MutablePlane, _ row: Int, _ range: Range<Int>) {
    let values =
      (plane.base + row * plane.stride).assumingMemoryBound(to: Value.self) + range.lowerBound * channels
    let (offset, count) = ((range.lowerBound - grid.rect.x) * channels, range.count * channels)
    columnSums.withUnsafeMutableBufferPointer { sums in
      if let base = sums.baseAddress { Self.add(values, count: count, to: base + offset) }
    }
    var (start, end) = (range.lowerBound - grid.rect.x, range.upperBound - grid.rect.x)
    let (firstCell, lastCell) = (start / grid.side, (end - 1) / grid.side)
    for cell in firstCell...lastCell {
      end = min(range.upperBound - grid.rect.x, (cell + 1) * grid.side)
      counts[cell] += end - start
      start = end
    }
  }

  /// Simple enough for the compiler to vectorise.
  private static func add(
    _ values: UnsafePointer<Value>, count: Int, to sums: UnsafeMutablePointer<UInt32>
  ) {
    for index in 0..<count { sums[index] &+= UInt32(truncatingIfNeeded: values[index]) }
  }

  private func write(to means: UnsafeMutablePointer<Float>) {
    let scale = Float(rowStep) / Float(grid.side * grid.side)
    for cell in 0..<grid.columns {
      let target = means + cell * (channels + 1)
      for channel in 0..<channels {
        var sum: UInt64 = 0
        for column in cell * grid.side..<(cell + 1) * grid.side {
          sum &+= UInt64(columnSums[column * channels + channel])
        }
        target[channel] = Float(sum) * scale
      }
      target[channels] = Float(counts[cell]) * scale
    }
  }
}
