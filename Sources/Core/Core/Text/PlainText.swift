/// Makes untrusted text (file names, URLs, server responses) safe for a terminal or a log: characters that would move
/// the cursor, colour, hide or reorder text are replaced by visible escapes.
///
/// All output for users passes through one of these functions.
public enum PlainText {
  /// Escapes a text for one line; line ends are escaped, too, so that no name can start a new line.
  public static func line(_ text: String) -> String { escaped(text, keepingLines: false) }

  /// Escapes a text of several lines composed by the program; line feeds are kept.
  public static func lines(_ text: String) -> String { escaped(text, keepingLines: true) }

  /// Escapes active characters of a JSON document as `\uXXXX`, so that its strings keep their meaning.
  public static func json(_ document: String) -> String {
    guard document.utf8.contains(where: { $0 >= 0x7F }) else { return document }
    var result = ""
    for scalar in document.unicodeScalars {
      if scalar.value >= 0x7F, isActive(scalar) {
        for unit in String(scalar).utf16 { result += "\\u" + hexadecimal(UInt32(unit), digits: 4) }
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func escaped(_ text: String, keepingLines: Bool) -> String {
    guard !text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n" where keepingLines: result += "\n"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where isActive(scalar): result += "\\u{\(hexadecimal(scalar.value, digits: 1))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Whether a scalar has an effect rather than a glyph: control characters (C0, DEL, C1), line and paragraph
  /// separators, and format characters such as bidirectional marks and isolates (Unicode categories Cc, Zl, Zp and Cf).
  /// ZWNJ and ZWJ are kept: Persian words and emoji sequences need them.
  private static func isActive(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    case .format: scalar != "\u{200C}" && scalar != "\u{200D}"
    default: false
    }
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}

extension PlainText {
  /// The message of an error for users. This program's errors provide it as `description`; errors of Swift's libraries
  /// are meant for programmers and are translated.
  public static func words(of error: any Error) -> String {
    switch error {
    case let error as DecodingError: words(of: error)
    case is any CustomStringConvertible where !isForeign(error): "\(error)"
    default: "internal error (\(type(of: error)))"
    }
  }

  private static func words(of error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing"
    case .valueNotFound(_, let context): "\(place(context.codingPath)) is null"
    case .typeMismatch(_, let context): "\(place(context.codingPath)) has the wrong type"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty ? "not valid JSON" : "\(place(context.codingPath)) is not valid"
    @unknown default: "not valid"
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
