import Core
import Glibc

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
