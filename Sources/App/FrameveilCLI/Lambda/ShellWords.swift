import Workflow

/// Splits a command line, as an environment variable holds it, into words.
enum ShellWords {
  /// Splits at white space. Single and double quotes keep the text between them literally; a backslash outside quotes
  /// keeps the character after it.
  ///
  /// - Throws: `WorkflowError` for an unclosed quote or a backslash at the end.
  static func split(_ text: String) throws(WorkflowError) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var rest = text[...]
    while let character = rest.popFirst() {
      switch (character, quote) {
      case ("\\", nil):
        guard let next = rest.popFirst() else { throw unfinished(text) }
        word = (word ?? "") + String(next)
      case (character, character): quote = nil
      case ("\"", nil), ("'", nil):
        quote = character
        word = word ?? ""
      case (_, nil) where character.isWhitespace:
        if let word { words.append(word) }
        word = nil
      default: word = (word ?? "") + String(character)
      }
    }
    guard quote == nil else { throw unfinished(text) }
    return words + [word].compactMap(\.self)
  }

  private static func unfinished(_ text: String) -> WorkflowError {
    WorkflowError(.configuration, "unclosed quote or trailing backslash in '\(text)'")
  }
}
