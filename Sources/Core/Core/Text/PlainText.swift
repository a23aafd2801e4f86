/// Text that came from elsewhere (names, addresses, answers of servers), made safe for a terminal or a log: what would
/// move the cursor, colour, hide or reorder is written as an escape that can be seen.
///
/// Everything that the program says passes one of these functions, where it is written.
public enum PlainText {
  /// A text as one line: line ends are escaped, too, so that no name can begin a line of its own.
  public static func line(_ text: String) -> String { escaped(text, keepingLines: false) }

  /// A text of several lines, which the program itself has put together.
  public static func lines(_ text: String) -> String { escaped(text, keepingLines: true) }

  /// A document of JSON, its strings unchanged in meaning: JSON's own escapes stand for what a terminal would obey.
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

  /// Whether a scalar does something instead of being seen: controls (C0, DEL, C1), separators of lines and
  /// paragraphs, and format characters (the marks and isolates of bidirectional text, among others; Unicode's
  /// categories Cc, Zl, Zp and Cf). The joiners of emoji and of Persian words stay.
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
