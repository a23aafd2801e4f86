/// Collects the violations of service model constraints in a request, and reports all of them at once, worded
/// as AWS does.
struct Constraints {
  private var violations: [String] = []

  /// Requires a member.
  mutating func require(_ value: Any?, _ path: String) {
    if value == nil { add("Value null at '\(path)'", "Member must not be null") }
  }

  /// Checks the length in UTF-16 code units, as the service counts, and the pattern that the whole text must
  /// match.
  mutating func check(
    _ text: String?, _ path: String, length: ClosedRange<Int> = 0...2048, pattern: Pattern? = nil
  ) {
    guard let text else { return }
    let value = "Value '\(text.prefix(Self.shown))' at '\(path)'"
    guard text.utf16.count >= length.lowerBound else {
      return add(value, "Member must have length greater than or equal to \(length.lowerBound)")
    }
    guard text.utf16.count <= length.upperBound else {
      return add(value, "Member must have length less than or equal to \(length.upperBound)")
    }
    if let pattern, !pattern.matches(text) {
      add(value, "Member must satisfy regular expression pattern: \(pattern.text)")
    }
  }

  /// Checks the length of a list.
  mutating func check(_ count: Int?, _ path: String, length: ClosedRange<Int>) {
    guard let count, !length.contains(count) else { return }
    add("Value at '\(path)'", "Member must have length less than or equal to \(length.upperBound)")
  }

  /// Checks the range of a number.
  mutating func check<Number: Comparable>(_ number: Number?, _ path: String, in range: ClosedRange<Number>) {
    guard let number, !range.contains(number) else { return }
    let isLess = number < range.lowerBound
    add(
      "Value '\(number)' at '\(path)'",
      isLess
        ? "Member must have value greater than or equal to \(range.lowerBound)"
        : "Member must have value less than or equal to \(range.upperBound)")
  }

  /// Checks the value of an enumeration.
  mutating func check(_ word: String?, _ path: String, oneOf words: [String]) {
    guard let word, !words.contains(word) else { return }
    add(
      "Value '\(word.prefix(Self.shown))' at '\(path)'",
      "Member must satisfy enum value set: [\(words.joined(separator: ", "))]")
  }

  /// Throws a `ValidationException` if there is any violation.
  func enforce() throws(ServiceError) {
    guard !violations.isEmpty else { return }
    let count = violations.count == 1 ? "1 validation error" : "\(violations.count) validation errors"
    throw ServiceError("ValidationException", "\(count) detected: \(violations.joined(separator: "; "))")
  }

  private mutating func add(_ value: String, _ constraint: String) {
    violations.append("\(value) failed to satisfy constraint: \(constraint)")
  }

  /// The length of a value in messages.
  private static let shown = 200
}

/// A pattern of the service model: its text for messages, and an equivalent test.
struct Pattern {
  let text: String
  let matches: (String) -> Bool

  /// Letters, digits and the characters in `more`.
  private init(_ text: String, letters more: String) {
    self.init(text) { $0.utf8.allSatisfy { Self.isWord($0, and: more) } }
  }

  private init(_ text: String, _ matches: @escaping (String) -> Bool) {
    self.text = text
    self.matches = matches
  }

  private static func isWord(_ byte: UInt8, and more: String) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: more.utf8.contains(byte)
    }
  }

  static var bucket: Pattern { Pattern(#"[0-9A-Za-z\.\-_]*"#, letters: ".-_") }
  static var token: Pattern { Pattern("^[a-zA-Z0-9-_]+$", letters: "-_") }
  static var jobTag: Pattern { Pattern(#"[a-zA-Z0-9_.\-:+=\/]+"#, letters: "_.-:+=/") }
  static var collection: Pattern { Pattern(#"[a-zA-Z0-9_.\-]+"#, letters: "_.-") }

  static var topic: Pattern {
    Pattern(#"(^arn:aws:sns:.*:\w{12}:.+$)"#) {
      $0.wholeMatch(of: /arn:aws:sns:.*:[0-9A-Za-z_]{12}:.+/) != nil
    }
  }
  static var role: Pattern {
    Pattern(#"arn:aws:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"#) {
      $0.wholeMatch(of: /arn:aws:iam::[0-9]{12}:role\/?[a-zA-Z_0-9+=,.@\-\/]+/) != nil
    }
  }
}
