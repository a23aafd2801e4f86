import Geometry

/// How long a blur will take, reckoned from what the video's index says.
struct TimeEstimate: Encodable, Sendable, Equatable {
  /// Seconds of the blur function.
  var seconds: Int
  /// The video's length in seconds.
  var durationSeconds: Double?
  var width: Int
  var height: Int
  /// Pictures to blur.
  var frames: Int

  /// Seconds for a frame of a million pixels where nothing else is configured: what one processor needs, which
  /// Lambda gives with 1,769 MB. 34.1 s of processor time for 600 frames of 1080p (README), and a tenth on top.
  static let secondsPerMegapixelFrame = 0.03

  init(frames: Int, size: FrameSize, durationSeconds: Double?, secondsPerMegapixelFrame: Double) {
    let megapixels = Double(size.width) * Double(size.height) / 1e6
    let seconds = (Double(frames) * megapixels * secondsPerMegapixelFrame).rounded(.up)
    self.seconds = Int(exactly: seconds) ?? .max
    (self.frames, self.durationSeconds) = (frames, durationSeconds)
    (width, height) = (size.width, size.height)
  }

  /// Refuses a video that cannot be blurred in the time that the function has.
  func check(timeout: Double) throws(WorkflowError) {
    guard Double(seconds) > timeout else { return }
    throw WorkflowError(
      .tooLong,
      "\(frames) frames of \(width)x\(height) need about \(seconds) s to blur, and the blur function has "
        + "\(Int(timeout)) s; give it more memory, which brings more processors, and set "
        + "SECONDS_PER_MEGAPIXEL_FRAME to what it then needs, or run 'frameveil blur' with the same image elsewhere"
    )
  }
}
