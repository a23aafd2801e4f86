import Workflow

/// A command line in one text, as an environment variable holds it.
enum ShellWords {
  /// Words between spaces; quotes of either kind keep what is between them as it is, and a backslash the character
  /// after it.
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
    WorkflowError(.configuration, "a quote is not closed in '\(text)'")
  }
}
