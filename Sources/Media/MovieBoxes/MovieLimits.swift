/// Upper limits of what is parsed. A crafted file could otherwise cost any amount of time and memory; no real
/// recording exceeds them.
enum MovieLimits {
  /// Boxes before the index. Recordings have about five; each may cost a range request.
  static let leadingBoxes = 10_000
  /// Boxes within an index, at all depths. A track has about twenty.
  static let indexBoxes = 50_000
  /// Tracks in an index.
  static let tracks = 1000
  /// Top-level boxes after the index: three for each frame, at 60 frames per second, for one day.
  static let fragmentBoxes = 1 << 24
}
