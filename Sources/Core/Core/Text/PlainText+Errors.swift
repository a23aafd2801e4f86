extension PlainText {
  /// What an error says to people. Errors of this program describe themselves; those of Swift's libraries, which
  /// describe themselves to programmers, are put into words.
  public static func words(of error: any Error) -> String {
    switch error {
    case let error as DecodingError: words(of: error)
    case is any CustomStringConvertible where !isForeign(error): "\(error)"
    default: "an internal failure of the kind \(type(of: error))"
    }
  }

  private static func words(of error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing"
    case .valueNotFound(_, let context): "\(place(context.codingPath)) has no value"
    case .typeMismatch(_, let context): "\(place(context.codingPath)) is of another kind"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty ? "it is not JSON" : "\(place(context.codingPath)) cannot be read"
    @unknown default: "it cannot be read"
    }
  }

  /// `tracks[3].start`
  private static func place(_ path: [any CodingKey]) -> String {
    let words = path.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }.joined()
    return words.isEmpty ? "the document" : "'\(words.hasPrefix(".") ? String(words.dropFirst()) : words)'"
  }

  private static func isForeign(_ error: any Error) -> Bool {
    ["Swift.", "Foundation", "_"].contains { String(reflecting: type(of: error)).hasPrefix($0) }
  }
}
