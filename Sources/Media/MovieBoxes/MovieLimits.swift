/// How much of a movie's boxes is read at most. A file may state anything, and costs its reader time and memory for
/// it; what lies beyond these is in no recording.
enum MovieLimits {
  /// Boxes before the index, of which recordings have some five: each may cost a request.
  static let leadingBoxes = 10_000
  /// Boxes within an index, at all depths. A track has some twenty.
  static let indexBoxes = 50_000
  /// Tracks in an index.
  static let tracks = 1000
  /// Boxes at the top once there is an index: three for each of 60 pictures a second, for a day.
  static let fragmentBoxes = 1 << 24
}
