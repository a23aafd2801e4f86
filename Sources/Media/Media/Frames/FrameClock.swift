import Core
import Geometry

/// Ensures that frame timestamps never decrease: the tracker, and with it the redaction boxes, advances in
/// time only.
struct FrameClock: Sendable {
  private var last: (time: MediaTime, duration: MediaTime)?
  private var shift = MediaTime.zero
  private var frames = 0
  /// Frames with the same timestamp as the previous frame.
  private(set) var repeats = 0
  /// How often timestamps went back.
  private(set) var steps = 0

  /// The output timestamp of a frame: its own, or, after an allowed step back, one that follows the previous
  /// frame.
  ///
  /// - Throws: `UserError` when the timestamp goes back and `allowsSteps` is false.
  mutating func next(
    _ time: MediaTime, duration: MediaTime?, allowsSteps: Bool, name: String
  ) throws -> MediaTime {
    var shown = time + shift
    if let last, shown < last.time {
      guard allowsSteps else {
        throw UserError(
          .invalidInput, name,
          "timestamps go back: frame \(frames + 1) is at \(shown), after a frame at \(last.time)",
          remedy: "the input was concatenated from recordings or is damaged; cut it there, "
            + "or pass --allow-damaged to shift the later timestamps")
      }
      steps += 1
      shift = last.time + max(last.duration, Self.least) - time
      shown = time + shift
    } else if shown == last?.time {
      repeats += 1
    }
    last = (shown, duration ?? last?.duration ?? .zero)
    frames += 1
    return shown
  }

  private static let least = MediaTime(nanoseconds: 1_000_000)
}
