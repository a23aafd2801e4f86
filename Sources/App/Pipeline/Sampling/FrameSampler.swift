import FaceDetection
import Media

/// Selects the frames that the embedded detector analyses: those of the sampling grid, and the first frame of each
/// scene, whose faces no earlier frame shows.
///
/// A cut is confirmed only by the frames that follow it, so each frame that may begin a scene is analysed, also one of
/// a single frame.
struct FrameSampler: Sendable {
  private var grid: SamplingGrid
  /// Nil if every frame is analysed.
  private var cuts: CutDetector?

  /// `rate` is in samples per second.
  init(rate: Double) {
    grid = SamplingGrid(rate: rate)
    cuts = rate.isFinite ? CutDetector() : nil
  }

  /// Whether a frame is analysed. Must be called once for each frame, in order of their timestamps.
  mutating func takes(_ frame: TimedFrame) throws -> Bool {
    let isDue = grid.takes(frame.timestamp)
    if frame.isDiscontinuity { cuts = cuts.map { _ in CutDetector() } }
    let signature = try cuts.map { _ in try frame.frame.read { LumaSignature(of: $0) } }
    if let signature { _ = cuts?.look(signature, at: frame.timestamp) }
    return isDue || frame.isDiscontinuity || cuts?.mayBeginScene == true
  }
}
