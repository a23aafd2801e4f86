import Core
import Geometry

/// Lets frames' times only go on: a time that goes back would leave the tracker, and with it the covers, behind.
struct FrameClock: Sendable {
  private var last: (time: MediaTime, duration: MediaTime)?
  private var shift = MediaTime.zero
  private var frames = 0
  /// Frames with the time of the frame before.
  private(set) var repeats = 0
  /// How often times went back.
  private(set) var steps = 0

  /// Where a frame is shown: at its own time, or, behind a step back that is allowed, after the frame before.
  mutating func next(
    _ time: MediaTime, duration: MediaTime?, allowsSteps: Bool, name: String
  ) throws -> MediaTime {
    var shown = time + shift
    if let last, shown < last.time {
      guard allowsSteps else {
        throw UserError(
          .invalidInput, name,
          "its times go back: frame \(frames + 1) is at \(shown), after one at \(last.time)",
          remedy: "two recordings were joined, or it is damaged; cut it there, "
            + "or pass --allow-damaged to let the times go on")
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
