import Geometry

/// While faces are small, one tile of 2×2 is looked at beside each whole frame, in turn: it shows them enlarged, and some
/// that are too small in the whole frame. Measured by `make eval-eyes` (docs/eyes.md).
///
/// What is looked at depends on the faces of earlier frames, so frames must be in order of time.
struct TilesInTurn {
  private let tiles: [PixelRect]
  private let inputSize: FrameSize
  /// The number of frames whose tile is still looked at.
  private(set) var framesLeft = 0

  /// The height of a small face in the detector's input, in pixels.
  private static let smallHeight = 24.0
  /// The score of what is surely a face. Patterns get less, and would double the time in videos that show nobody.
  private static let sureScore = 0.5
  /// Each tile is looked at twice after the last small face.
  private static let frames = 8

  /// - Parameter size: the size of the coded frame.
  init(of size: FrameSize, inputSize: FrameSize) {
    tiles = TileGrid(side: 2).tiles(of: size)
    self.inputSize = inputSize
  }

  /// The tile of the next frame; nil where no face was small.
  ///
  /// - Parameter number: that of the frame among those that are looked at. It alone decides whose turn it is, so that a
  ///   video that is looked at in parts has the tiles of one pass.
  mutating func next(_ number: Int) -> PixelRect? {
    guard framesLeft > 0 else { return nil }
    framesLeft -= 1
    return tiles[number % tiles.count]
  }

  /// Adds the faces of a frame, in ratios of the displayed frame.
  mutating func add(_ faces: [ScoredBox]) {
    let height = Self.smallHeight / Double(inputSize.height)
    if faces.contains(where: { $0.score >= Self.sureScore && $0.box.height < height }) {
      framesLeft = Self.frames
    }
  }
}
