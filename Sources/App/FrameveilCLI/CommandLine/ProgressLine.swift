import Geometry
import Synchronization

/// The progress of a run on standard error: a progress bar on a terminal, otherwise one line every 10 s.
final class ProgressLine: Sendable {
  private struct State {
    var lastShown: ContinuousClock.Instant
    var isDrawn = false
    var part = Part()
  }

  /// One of several videos that a run processes one after another.
  struct Part: Sendable {
    /// The position among the videos: `2/5 walk.mp4`.
    var title: String?
    /// The share of the run that the videos before it are, and that of this one.
    var done = 0.0
    var share = 1.0
    /// The frames of the videos before it.
    var frames = 0
  }
  private let state: Mutex<State>
  /// When the run began.
  let start: ContinuousClock.Instant
  private let isInteractive: Bool
  private let isQuiet: Bool
  private let clock = ContinuousClock()

  /// Is told everything that the line is told.
  private let watch: @Sendable (Int, MediaTime, MediaTime?) -> Void

  init(
    isInteractive: Bool, isQuiet: Bool,
    watch: @escaping @Sendable (Int, MediaTime, MediaTime?) -> Void = { _, _, _ in }
  ) {
    self.watch = watch
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

  /// Begins the next video.
  func begin(_ part: Part) { state.withLock { $0.part = part } }

  /// Updates the line: `frames` of the current video are processed, the last of them at `time` of `duration`.
  func show(frames: Int, time: MediaTime, duration: MediaTime?) {
    watch(frames, time, duration)
    guard !isQuiet else { return }
    let now = clock.now
    let interval: Duration = isInteractive ? .milliseconds(100) : .seconds(10)
    let duePart: Part? = state.withLock { state in
      guard now - state.lastShown >= interval else { return nil }
      state.lastShown = now
      state.isDrawn = true
      return state.part
    }
    guard let duePart else { return }
    let text = Self.text(
      frames: frames, time: time, duration: duration, seconds: (now - start) / .seconds(1), part: duePart)
    if isInteractive { Terminal.redraw(text) } else { Terminal.line(text) }
  }

  /// Removes the progress bar from the terminal.
  func clear() {
    if isInteractive, state.withLock({ $0.isDrawn }) { Terminal.redraw("") }
  }

  /// `[########............]  41 %  1234 frames  38.2 frames/s  0:42 left`
  ///
  /// - Parameter part: the share and the time left are those of all videos, as far as their shares are known.
  static func text(
    frames: Int, time: MediaTime, duration: MediaTime?, seconds: Double, part: Part = Part()
  ) -> String {
    let rate = seconds > 0 ? Double(part.frames + frames) / seconds : 0
    let title = part.title.map { "\($0)  " } ?? ""
    let speed = "\(frames) frames  \(rounded(rate)) frames/s"
    guard let duration, duration > .zero else { return "\(title)\(time)  \(speed)" }
    let share = part.done + part.share * min(1, max(0, time.seconds / duration.seconds))
    let filled = Int(share * 24)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled)
    let left = share > 0.01 ? Int(seconds / share * (1 - share)) : nil
    let remaining = left.map { "  \($0 / 60):\($0 % 60 < 10 ? "0" : "")\($0 % 60) left" } ?? ""
    return "\(title)[\(bar)] \(Int(share * 100)) %  \(speed)\(remaining)"
  }

  /// A number with one decimal.
  static func rounded(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
