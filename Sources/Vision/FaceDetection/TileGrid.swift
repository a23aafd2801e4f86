import Geometry

/// Overlapping tiles of a frame, each of which a detector looks at, scaled to its input.
public struct TileGrid: Hashable, Sendable {
  public var columns: Int
  public var rows: Int

  /// The overlap of neighbouring tiles as a ratio of their side, so that a small object is complete in one of
  /// them.
  private static let overlap = 0.25

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }

  /// As many rows as columns; 1 for no tiles.
  public init(side: Int) {
    self.init(columns: side, rows: side)
  }

  /// The tiles row by row, whose corners are even so that they start at a complete chroma sample; none if the only one
  /// is the whole frame.
  func tiles(of size: FrameSize) -> [PixelRect] {
    guard columns * rows > 1 else { return [] }
    let across = Self.spans(size.width, columns)
    return Self.spans(size.height, rows).flatMap { row in
      across.map { PixelRect(x: $0.start, y: row.start, width: $0.length, height: row.length) }
    }
  }

  private static func spans(_ extent: Int, _ count: Int) -> [(start: Int, length: Int)] {
    let step = Double(extent) / (Double(count) + overlap / (1 - overlap))
    let length = min(extent, Int(step / (1 - overlap)) / 2 * 2 + 2)
    return (0..<count).map { (min(Int(Double($0) * step) / 2 * 2, (extent - length) / 2 * 2), length) }
  }
}
