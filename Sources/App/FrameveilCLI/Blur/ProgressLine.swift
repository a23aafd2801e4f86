import Geometry
import Synchronization

/// Shows how far a run is: a bar that is drawn again on a terminal, a plain line now and then elsewhere.
final class ProgressLine: Sendable {
  private struct State {
    var lastShown: ContinuousClock.Instant
    var isDrawn = false
  }
  private let state: Mutex<State>
  /// When the job began.
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

  /// Runs a job that shows how far it is, and takes the line away when the job has ended, well or not.
  static func during<Result>(isQuiet: Bool, _ work: (ProgressLine) async throws -> Result) async throws
    -> Result
  {
    let progress = ProgressLine(isInteractive: Terminal.isInteractive, isQuiet: isQuiet)
    defer { progress.clear() }
    return try await work(progress)
  }

  /// Wall time since the start.
  var seconds: Double { (clock.now - start) / .seconds(1) }

  /// Tells that so many frames are written, the last of them at `time` of `duration`.
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

  /// Removes the bar.
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

  /// With one decimal.
  static func rounded(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
