/// The tiles of a frame, beside the whole frame. One tile is the whole frame only.
public struct TileGrid: Hashable, Sendable {
  public var columns: Int
  public var rows: Int

  public init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
  }
}
