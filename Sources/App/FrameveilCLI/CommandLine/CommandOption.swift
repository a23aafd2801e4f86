import Core

/// What the parser, the help text and the file checks need to know of an option.
struct OptionUsage: Sendable {
  /// The long name with its dashes: `--margin`.
  var name: String
  /// The one-letter name with its dash: `-o`.
  var short: String?
  /// The placeholder of the value in the help; nil for a flag.
  var value: String?
  /// What the option does.
  var description: String
  /// The range in words.
  var range: String?
  /// The default in words.
  var standard: String?
  var isRepeatable = false
  /// Whether the value names a file that the run reads or writes; nil if it names no file.
  var use: FileUse?
  /// Whether the option has no effect on a still image.
  var isForVideos = false
  /// The words that the option takes, for completion in a shell; empty if they are not known.
  var choices: [String] = []

  /// The description with range and default, and whether the option may be repeated.
  var help: String {
    description + (range.map { ", \($0)" } ?? "") + (standard.map { "; default: \($0)" } ?? "")
      + (isRepeatable ? "; may be repeated" : "")
  }
}

/// Whether a run reads or writes the file that an operand or an option names.
enum FileUse {
  case reads, writes
}

/// An option of any type, for the option table of a command.
protocol DeclaredOption: Sendable {
  var usage: OptionUsage { get }

  /// The typed value of the given texts. Without texts it is the default.
  ///
  /// - Throws: `UsageError` for a text that the option does not take.
  func anyValue(of texts: [String]) throws -> any Sendable
}

/// An option of a command, declared once: its names, the type, range and default of its value, and its help. The
/// parser, the help text and the commands use the same declaration.
struct CommandOption<Value: Sendable>: DeclaredOption {
  private(set) var usage: OptionUsage
  private let parse: @Sendable (_ texts: [String]) throws -> Value

  /// - Parameter parse: makes the value of the given texts, in order; without texts, the default.
  init(
    _ usage: OptionUsage, parse: @escaping @Sendable (_ texts: [String]) throws -> Value
  ) {
    (self.usage, self.parse) = (usage, parse)
  }

  var name: String { usage.name }

  /// The same option as another command describes it, and what that command does without it.
  func described(_ description: String? = nil, default standard: String? = nil) -> Self {
    var other = self
    if let description { other.usage.description = description }
    if let standard { other.usage.standard = standard }
    return other
  }

  /// The same option with the words that it takes, for completion in a shell.
  func choosing(from words: [String]) -> Self {
    var other = self
    other.usage.choices = words
    return other
  }

  /// The same option, which has no effect on a still image.
  var forVideos: Self {
    var other = self
    other.usage.isForVideos = true
    return other
  }

  func value(of texts: [String]) throws -> Value { try parse(texts) }

  func anyValue(of texts: [String]) throws -> any Sendable { try parse(texts) }
}

extension CommandOption where Value == Bool {
  /// A flag, which takes no value.
  init(_ name: String, short: String? = nil, _ help: String) {
    self.init(OptionUsage(name: name, short: short, description: help)) { texts in !texts.isEmpty }
  }
}

extension CommandOption where Value == String? {
  init(_ name: String, short: String? = nil, _ value: String, use: FileUse? = nil, _ help: String) {
    let usage = OptionUsage(name: name, short: short, value: value, description: help, use: use)
    self.init(usage) { texts in texts.first }
  }
}

extension CommandOption where Value == [String] {
  /// An option that may be repeated.
  ///
  /// - Parameter check: throws for a text that the option does not take.
  init(
    _ name: String, _ value: String, use: FileUse? = nil, _ help: String,
    check: @escaping @Sendable (_ text: String) throws -> Void = { _ in }
  ) {
    self.init(OptionUsage(name: name, value: value, description: help, isRepeatable: true, use: use)) {
      texts in
      for text in texts { try check(text) }
      return texts
    }
  }
}

extension CommandOption where Value == Set<String> {
  /// An option that takes names, separated by commas.
  init(_ name: String, _ value: String, _ help: String) {
    self.init(OptionUsage(name: name, value: value, description: help, isRepeatable: true)) { texts in
      Set(texts.flatMap { $0.split(separator: ",").map(String.init) })
    }
  }
}

extension CommandOption where Value == Address? {
  init(_ name: String, short: String? = nil, _ value: String, use: FileUse, _ help: String) {
    self.init(OptionUsage(name: name, short: short, value: value, description: help, use: use)) { texts in
      try texts.first.map { try Address($0) }
    }
  }
}

extension CommandOption where Value == [Address] {
  /// An option that may be repeated.
  init(_ name: String, short: String? = nil, _ value: String, use: FileUse, _ help: String) {
    let usage = OptionUsage(
      name: name, short: short, value: value, description: help, isRepeatable: true, use: use)
    self.init(usage) { texts in try texts.map { try Address($0) } }
  }
}

extension CommandOption where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// An option that takes one of the cases of an enumeration.
  ///
  /// - Parameter help: names the cases; the default is appended.
  init(_ name: String, _ value: String, default standard: Value, _ help: String) {
    let usage = OptionUsage(
      name: name, value: value, description: help, standard: standard.rawValue,
      choices: Value.allCases.map(\.rawValue))
    self.init(usage) { texts in try texts.first.map { try Value.named($0, by: name) } ?? standard }
  }
}

extension RawRepresentable where Self: CaseIterable, RawValue == String {
  /// The case that an option's text names.
  fileprivate static func named(_ text: String, by option: String) throws(UsageError) -> Self {
    if let value = Self(rawValue: text) { return value }
    let words = allCases.map(\.rawValue).joined(separator: ", ")
    throw UsageError("\(option) takes one of \(words), not '\(text)'")
  }
}

extension CommandOption {
  /// An option that takes one of the cases of an enumeration, and whose default depends on other options.
  ///
  /// - Parameter standard: the default in words.
  init<Case: RawRepresentable & CaseIterable & Sendable>(
    _ name: String, _ value: String, default standard: String, _ help: String
  ) where Case.RawValue == String, Value == Case? {
    let usage = OptionUsage(
      name: name, value: value, description: help, standard: standard,
      choices: Case.allCases.map(\.rawValue))
    self.init(usage) { texts in try texts.first.map { try Case.named($0, by: name) } }
  }
}

/// The value of an option that takes `on` or `off`.
enum Switch: String, CaseIterable {
  case on, off
}
