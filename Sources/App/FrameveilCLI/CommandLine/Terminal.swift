import Core
import FoundationEssentials
import Geometry
import Glibc
import Synchronization

/// Text on standard error and standard output, without secrets and without control characters that a terminal would
/// interpret.
enum Terminal {
  /// Whether standard error is a terminal.
  static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }

  /// Writes one line to standard error; line breaks in the text are escaped.
  static func line(_ text: String) {
    write(PlainText.line(RedactedAddress.redactingSecrets(in: text)) + "\n", to: STDERR_FILENO)
  }

  /// Writes lines to standard error, separate from an output on standard output.
  static func message(_ text: String) {
    write(PlainText.lines(RedactedAddress.redactingSecrets(in: text)), to: STDERR_FILENO)
  }

  /// Writes to standard output.
  static func output(_ text: String) { write(PlainText.lines(text), to: STDOUT_FILENO) }

  /// Replaces the last line of standard error; empty text removes it.
  static func redraw(_ text: String) { write("\r\u{1B}[K" + PlainText.line(text), to: STDERR_FILENO) }

  private static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return }
      bytes = bytes.dropFirst(max(0, count))
    }
  }
}

/// JSON output for other programs. Names stay exact; control characters are escaped as JSON does, so that a terminal
/// does not interpret them.
enum JSONDocument {
  /// Indented, over several lines.
  static func pretty(_ value: some Encodable) throws -> String { try text(value, [.prettyPrinted]) }

  /// One line of NDJSON.
  static func line(_ value: some Encodable) throws -> String { try text(value, []) }

  private static func text(_ value: some Encodable, _ style: JSONEncoder.OutputFormatting) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = style.union([.sortedKeys, .withoutEscapingSlashes])
    return PlainText.json(String(decoding: try encoder.encode(value), as: UTF8.self)) + "\n"
  }
}

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
