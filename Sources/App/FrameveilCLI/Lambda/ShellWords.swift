import CGStreamer
import Workflow

/// Splits a command line, as an environment variable holds it, into words.
enum ShellWords {
  /// Splits as a POSIX shell does, but without expansion: GLib's `g_shell_parse_argv`.
  ///
  /// - Parameter variable: the environment variable, for the error message.
  /// - Throws: `WorkflowError` for an unclosed quote or a backslash at the end.
  static func split(_ text: String, of variable: String) throws(WorkflowError) -> [String] {
    var count: gint = 0
    var words: UnsafeMutablePointer<UnsafeMutablePointer<gchar>?>?
    var failure: UnsafeMutablePointer<GError>?
    guard g_shell_parse_argv(text, &count, &words, &failure) == 0 else {
      defer { g_strfreev(words) }
      return (0..<Int(count)).compactMap { index in words?[index].map { String(cString: $0) } }
    }
    guard let failure else { return [] }
    defer { g_error_free(failure) }
    // Only white space, or a comment.
    if failure.pointee.code == gint(G_SHELL_ERROR_EMPTY_STRING.rawValue) { return [] }
    throw WorkflowError(
      .configuration, "\(variable) cannot be split into words: \(String(cString: failure.pointee.message))")
  }
}
