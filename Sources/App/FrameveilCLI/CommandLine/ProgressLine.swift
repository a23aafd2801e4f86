import Geometry
import Synchronization

/// The progress of a run on standard error: a progress bar on a terminal, otherwise one line every 10 s.
final class ProgressLine: Sendable {
  private struct State {
    var lastShown: ContinuousClock.Instant
    var isDrawn = false
  }
  private let state: Mutex<State>
  /// When the run began.
  let start: ContinuousClock.Instant
  private let isInteractive: Bool
  private let isQuiet: Bool
  private let clock = ContinuousClock()

  init(isInteractive: Bool, isQuiet: Bool) {
    self.isInteractive = isInteractive
    self.isQuiet = isQuiet
    start = clock.now
    state = Mutex(State(lastShown: start))
  }

  /// Runs a job with a progress line, and removes the line when the job ends or throws.
  static func during<Result>(isQuiet: Bool, _ work: (ProgressLine) async throws -> Result) async throws
    -> Result
  {
    let progress = ProgressLine(isInteractive: Terminal.isInteractive, isQuiet: isQuiet)
    defer { progress.clear() }
    return try await work(progress)
  }

  /// Wall time since the start.
  var seconds: Double { (clock.now - start) / .seconds(1) }

  /// Updates the line: `frames` are written, the last of them at `time` of `duration`.
  func show(frames: Int, time: MediaTime, duration: MediaTime?) {
    guard !isQuiet else { return }
    let now = clock.now
    let interval: Duration = isInteractive ? .milliseconds(100) : .seconds(10)
    let isDue = state.withLock { state in
      guard now - state.lastShown >= interval else { return false }
      state.lastShown = now
      state.isDrawn = true
      return true
    }
    guard isDue else { return }
    let text = Self.text(frames: frames, time: time, duration: duration, seconds: (now - start) / .seconds(1))
    if isInteractive { Terminal.redraw(text) } else { Terminal.line(text) }
  }

  /// Removes the progress bar from the terminal.
  func clear() {
    if isInteractive, state.withLock({ $0.isDrawn }) { Terminal.redraw("") }
  }

  /// `[########............]  41 %  1234 frames  38.2 frames/s  0:42 left`
  static func text(frames: Int, time: MediaTime, duration: MediaTime?, seconds: Double) -> String {
    let rate = seconds > 0 ? Double(frames) / seconds : 0
    let speed = "\(frames) frames  \(rounded(rate)) frames/s"
    guard let duration, duration > .zero else { return "\(time)  \(speed)" }
    let share = min(1, max(0, time.seconds / duration.seconds))
    let filled = Int(share * 24)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled)
    let left = share > 0.01 ? Int(seconds / share * (1 - share)) : nil
    let remaining = left.map { "  \($0 / 60):\($0 % 60 < 10 ? "0" : "")\($0 % 60) left" } ?? ""
    return "[\(bar)] \(Int(share * 100)) %  \(speed)\(remaining)"
  }

  /// A number with one decimal.
  static func rounded(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
