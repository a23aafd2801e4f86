import Geometry

/// Where in a picture which brightness is: a histogram for each of 4 x 3 parts, over a coarse grid of points.
///
/// Parts tell scenes of equal brightness apart; they are large, so what moves inside one changes nothing.
struct LumaSignature: Equatable, Sendable {
  /// Counts, part after part.
  private var counts: [UInt16]
  private var points = 0
  /// The sums of brightness in a grid of cells, and how many points each has.
  private var cells: [Cell]

  private struct Cell: Equatable {
    var sum = 0
    var points = 0
  }

  private static let parts = (across: 4, down: 3)
  private static let bins = 32
  private static let cells = (across: 16, down: 12)
  /// Points in each direction: fewer where the picture is smaller.
  private static let grid = (across: 96, down: 72)

  /// Reads a frame's luma.
  init(of picture: MappedFrame) {
    counts = Array(repeating: 0, count: Self.parts.across * Self.parts.down * Self.bins)
    cells = Array(repeating: Cell(), count: Self.cells.across * Self.cells.down)
    let (size, plane) = (picture.size, picture.planes[0])
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

  /// How far, in ratios of the whole range, a point's brightness has moved at least, in the mean over all points:
  /// the earth mover's distance between the parts' histograms (Y. Rubner, C. Tomasi, L. Guibas 2000). A change of
  /// exposure moves many points by little, a cut many by much.
  func distance(to other: LumaSignature) -> Double {
    var moved = 0
    for part in stride(from: 0, to: counts.count, by: Self.bins) {
      var owed = 0
      for bin in part..<part + Self.bins {
        owed += Int(counts[bin]) - Int(other.counts[bin])
        moved += abs(owed)
      }
    }
    return Double(moved) / Double(max(1, points) * Self.bins)
  }

  /// How unlike the patterns of light and dark are, whatever brightness and contrast: 0 for the same, 1 where they
  /// have nothing to do with each other (1 less their normalised cross-correlation). In a dark picture brightness
  /// cannot move far, but the pattern is another all the same. 0 where either has hardly any pattern.
  func unlikeness(to other: LumaSignature) -> Double {
    let (a, b) = (pattern, other.pattern)
    let (aa, bb) = (a.reduce(0) { $0 + $1 * $1 }, b.reduce(0) { $0 + $1 * $1 })
    let least = Self.leastContrast * Self.leastContrast * Double(a.count)
    guard aa > least, bb > least else { return 0 }
    return 1 - zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / (aa * bb).squareRoot()
  }

  /// The cells' means beside the mean of all.
  private var pattern: [Double] {
    let means = cells.map { $0.points > 0 ? Double($0.sum) / Double($0.points) : 0 }
    let mean = means.reduce(0, +) / Double(means.count)
    return means.map { $0 - mean }
  }

  /// In grey values: a coder's noise, averaged over a cell, is less.
  private static let leastContrast = 1.5
}
