import Glibc

/// Text for people, on standard error or standard output.
enum Terminal {
  /// Whether standard error is a terminal.
  static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }

  /// Writes to standard error, where a result on standard output does not mix with it.
  static func message(_ text: String) { write(text, to: STDERR_FILENO) }

  /// Writes one line to standard error.
  static func line(_ text: String) { message(text + "\n") }

  /// Writes to standard output.
  static func output(_ text: String) { write(text, to: STDOUT_FILENO) }

  private static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return }
      bytes = bytes.dropFirst(max(0, count))
    }
  }
}
