import Geometry

/// The estimated duration of a blur, from the frame count and frame size in the index of the video.
struct TimeEstimate: Encodable, Sendable, Equatable {
  /// The estimated seconds of the blur function.
  var seconds: Int
  /// The duration of the video in seconds.
  var durationSeconds: Double?
  var width: Int
  var height: Int
  /// The number of frames.
  var frames: Int

  /// The default of seconds per frame and megapixel: the time on one vCPU, which Lambda provides with 1,769
  /// MB. Measured were 34.1 s of CPU time for 600 frames of 1080p (README); a tenth is added.
  static let secondsPerMegapixelFrame = 0.03

  init(frames: Int, size: FrameSize, durationSeconds: Double?, secondsPerMegapixelFrame: Double) {
    let megapixels = Double(size.width) * Double(size.height) / 1e6
    let seconds = (Double(frames) * megapixels * secondsPerMegapixelFrame).rounded(.up)
    self.seconds = Int(exactly: seconds) ?? .max
    (self.frames, self.durationSeconds) = (frames, durationSeconds)
    (width, height) = (size.width, size.height)
  }

  /// Throws `WorkflowError` with the kind `tooLong` if the estimate exceeds the timeout of the blur function.
  func check(timeout: Double) throws(WorkflowError) {
    guard Double(seconds) > timeout else { return }
    throw WorkflowError(
      .tooLong,
      "\(frames) frames of \(width)x\(height) need about \(seconds) s to blur, but the blur function has "
        + "\(Int(timeout)) s; raise its memory, which also raises its vCPUs, and set "
        + "SECONDS_PER_MEGAPIXEL_FRAME to the value measured then, or run 'frameveil blur' with the same image on ECS, "
        + "Batch or Kubernetes"
    )
  }
}
