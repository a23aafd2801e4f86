/// What a finished detection did.
struct DetectSummary: Encodable {
  /// Frames decoded.
  var frames = 0
  /// Of those, frames looked at.
  var framesLookedAt = 0
  /// Of those, frames with a face.
  var framesWithFaces = 0
  /// Faces found, over all frames.
  var faces = 0
  /// Wall time.
  var seconds = 0.0
  /// Frames decoded per second of wall time.
  var fps = 0.0
  /// The process's highest resident set, in bytes.
  var peakRSS = 0
}
