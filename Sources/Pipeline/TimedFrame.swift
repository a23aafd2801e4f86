import Geometry
import Media

/// A frame and the instant that it is known by, which no other frame has.
struct TimedFrame: Sendable {
  /// Its time is when it is shown in the result.
  let frame: Frame
  let instant: MediaTime
  /// Whether the container's time went back here, so that it is the first of a new scene.
  var isStepBack = false
}

/// Gives the reader's frames their instants, and refuses times that go back or stand still where that is not allowed.
struct FrameTimer: Sendable {
  /// What is done where a container's time goes back, or stands still for many frames.
  enum StepBack: Sendable {
    case refused
    case allowed
  }

  private let name: String
  private let stepBack: StepBack
  private var clock = FrameClock()
  private var frames = 0
  private var newest = MediaTime.zero
  /// How many frames have shared the newest time.
  private var repeats = 0
  /// How often the container's time went back.
  private(set) var stepsBack = 0

  /// - Parameter name: how messages name the input.
  init(_ name: String, _ stepBack: StepBack) {
    self.name = name
    self.stepBack = stepBack
  }

  /// The next frame with its instant.
  mutating func time(_ frame: Frame) throws -> TimedFrame {
    let reading = clock.read(frame.time, duration: frame.duration)
    frames += 1
    if reading.isStepBack {
      guard stepBack == .allowed else { throw goesBack(to: frame.time) }
      stepsBack += 1
    }
    repeats = frames > 1 && frame.time == newest ? repeats + 1 : 0
    guard stepBack == .allowed || repeats < Self.mostRepeats else { throw standsStill }
    newest = frame.time
    return TimedFrame(frame: frame, instant: reading.instant, isStepBack: reading.isStepBack)
  }

  private var standsStill: MediaError {
    MediaError(
      .invalidInput, name, "its time stands still at \(newest) for more than \(Self.mostRepeats) frames",
      remedy: "write its times anew, or cut it there, or let the embedded detector look for faces and pass "
        + "--allow-damaged")
  }

  /// Formats with packed or twice told pictures repeat a time once or twice in a row.
  private static let mostRepeats = 16

  private func goesBack(to time: MediaTime) -> MediaError {
    MediaError(
      .invalidInput, name, "its time goes back from \(newest) to \(time) at frame \(frames)",
      remedy: "cut it there and work on each part, or let the embedded detector look for faces and pass "
        + "--allow-damaged")
  }
}
