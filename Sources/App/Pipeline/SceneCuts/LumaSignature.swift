import Geometry

/// A luma signature of a frame: a histogram for each of 4 x 3 parts and the means of 16 x 12 cells, sampled
/// on a coarse grid.
///
/// Parts separate scenes of equal overall brightness. They are large, so motion inside a part changes little.
struct LumaSignature: Equatable, Sendable {
  /// Histogram bins, part by part.
  private var counts: [UInt16]
  private var points = 0
  /// Luma sum and number of points of each cell.
  private var cells: [Cell]

  private struct Cell: Equatable {
    var sum = 0
    var points = 0
  }

  private static let parts = (across: 4, down: 3)
  private static let bins = 32
  private static let cells = (across: 16, down: 12)
  /// The sampling grid; smaller frames use their own size.
  private static let grid = (across: 96, down: 72)

  init(of frame: MappedFrame) {
    counts = Array(repeating: 0, count: Self.parts.across * Self.parts.down * Self.bins)
    cells = Array(repeating: Cell(), count: Self.cells.across * Self.cells.down)
    let (size, plane) = (frame.size, frame.planes[0])
    let shift = plane.layout.shift + plane.layout.depth - 8
    for row in 0..<min(Self.grid.down, size.height) {
      let y = (2 * row + 1) * size.height / (2 * min(Self.grid.down, size.height))
      let line = plane.base + y * plane.stride
      for column in 0..<min(Self.grid.across, size.width) {
        let x = (2 * column + 1) * size.width / (2 * min(Self.grid.across, size.width))
        let value =
          plane.layout.bytesPerValue == 1
          ? Int(line.load(fromByteOffset: x, as: UInt8.self))
          : Int(UInt16(littleEndian: line.load(fromByteOffset: 2 * x, as: UInt16.self)))
        let part = y * Self.parts.down / size.height * Self.parts.across + x * Self.parts.across / size.width
        let cell = y * Self.cells.down / size.height * Self.cells.across + x * Self.cells.across / size.width
        let level = min(255, value >> shift)
        counts[part * Self.bins + level * Self.bins / 256] += 1
        points += 1
        cells[cell].sum += level
        cells[cell].points += 1
      }
    }
  }

  /// The least mean luma shift per point, as a ratio of the full range: the earth mover's distance between
  /// the histograms of the parts (Y. Rubner, C. Tomasi, L. Guibas 2000). A change of exposure moves many
  /// points a little, a cut moves many points far.
  func distance(to other: LumaSignature) -> Double {
    var moved = 0
    for part in stride(from: 0, to: counts.count, by: Self.bins) {
      var carried = 0
      for bin in part..<part + Self.bins {
        carried += Int(counts[bin]) - Int(other.counts[bin])
        moved += abs(carried)
      }
    }
    return Double(moved) / Double(max(1, points) * Self.bins)
  }

  /// One minus the normalised cross-correlation of the cell means: 0 for equal patterns, 1 for uncorrelated
  /// ones, independent of brightness and contrast. In a dark frame luma cannot shift far, but the pattern
  /// still changes at a cut. 0 if either frame has almost no contrast.
  func dissimilarity(to other: LumaSignature) -> Double {
    let (a, b) = (pattern, other.pattern)
    let (aa, bb) = (a.reduce(0) { $0 + $1 * $1 }, b.reduce(0) { $0 + $1 * $1 })
    let threshold = Self.minContrast * Self.minContrast * Double(a.count)
    guard aa > threshold, bb > threshold else { return 0 }
    return 1 - zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / (aa * bb).squareRoot()
  }

  /// The cell means minus their mean.
  private var pattern: [Double] {
    let means = cells.map { $0.points > 0 ? Double($0.sum) / Double($0.points) : 0 }
    let mean = means.reduce(0, +) / Double(means.count)
    return means.map { $0 - mean }
  }

  /// In 8-bit luma values: coding noise averaged over a cell is lower.
  private static let minContrast = 1.5
}
