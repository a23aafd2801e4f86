import Core

/// A parsed command line: its operands and the typed values of its options.
struct ParsedArguments: Sendable {
  private(set) var operands: [String] = []
  /// Whether `--help` or `-h` is given. Then nothing behind it is read, and no value is checked.
  private(set) var asksForHelp = false
  private let command: CommandSpec
  /// The texts of the given options by their names; one empty text for a flag.
  private var texts: [String: [String]] = [:]
  /// The values of all options of the command by their names, given or not.
  private var values: [String: any Sendable] = [:]
  /// Where the options of a settings file stand in it, by their names: `job.json:3`.
  private var places: [String: String] = [:]

  /// Parses the arguments after a command's name: `--name value`, `--name=value`, `-o value`. `--` ends the options;
  /// `-` alone is an operand.
  ///
  /// - Throws: `UsageError` for an unknown option, a value out of range, a missing operand.
  init(_ arguments: [String], for command: CommandSpec) throws {
    self.command = command
    var rest = arguments[...]
    var areOptionsOver = false
    while let argument = rest.popFirst() {
      guard !areOptionsOver, argument.hasPrefix("-"), argument != "-" else {
        operands.append(argument)
        continue
      }
      if argument == "--" {
        areOptionsOver = true
      } else {
        try parse(argument, &rest)
      }
    }
    guard !asksForHelp else { return }
    try checkOperands()
    try readSettings()
    let preset = try texts[Preset.option.name].flatMap { try Preset.option.value(of: $0) }
    for option in command.options {
      let name = option.usage.name
      do {
        values[name] = try option.anyValue(of: texts[name] ?? preset?.texts[name] ?? [])
      } catch let error as UsageError {
        throw error.of(command.name).at(places[name])
      }
    }
  }

  /// Adds the options of a settings file that are not on the command line.
  private mutating func readSettings() throws {
    guard let path = texts[SettingsFile.option.name]?.first else { return }
    let file = try SettingsFile(path, of: command)
    for (name, given) in file.texts where texts[name] == nil {
      (texts[name], places[name]) = (given, file.places[name])
    }
  }

  private mutating func parse(_ argument: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
      String.init)
    let isLong = argument.hasPrefix("--")
    let name = isLong ? parts[0] : argument
    if name == "--help" || name == "-h" {
      asksForHelp = true
      return rest.removeAll()
    }
    let known = command.options.map(\.usage)
    guard let option = known.first(where: { $0.name == name || $0.short == name }) else {
      throw error("unknown option '\(name)'")
    }
    let inline = isLong && parts.count == 2 ? parts[1] : nil
    guard let placeholder = option.value else {
      guard inline == nil else { throw error("\(option.name) takes no value") }
      texts[option.name] = [""]
      return
    }
    guard let value = inline ?? rest.popFirst() else {
      throw error("\(option.name) needs a value (\(placeholder))")
    }
    guard texts[option.name] == nil || option.isRepeatable else {
      throw error("\(option.name) is given more than once")
    }
    texts[option.name, default: []].append(value)
  }

  private func checkOperands() throws(UsageError) {
    guard operands.count >= command.minimumOperands else {
      throw error("\(command.operands[operands.count]) is missing")
    }
    guard operands.count <= command.operands.count || command.repeatsOperand else {
      throw error("unexpected operand '\(RedactedAddress.text(operands[command.operands.count]))'")
    }
  }

  /// An error of this command line.
  func error(_ message: String) -> UsageError { UsageError(message, command: command.name) }

  /// The value of an option of the command: the given one or the default.
  subscript<Value>(option: CommandOption<Value>) -> Value {
    // The types are compared, because a cast to an optional type succeeds for more than this type.
    guard let stored = values[option.name], type(of: stored) == Value.self, let value = stored as? Value
    else {
      preconditionFailure("'\(command.name)' has no option \(option.name) of type \(Value.self)")
    }
    return value
  }

  /// The value of an option without a default.
  ///
  /// - Throws: `UsageError` if it is not given.
  func required<Value>(_ option: CommandOption<Value?>) throws(UsageError) -> Value {
    guard let value = self[option] else { throw missing(option) }
    return value
  }

  func missing(_ option: any DeclaredOption) -> UsageError {
    error("\(option.usage.name) \(option.usage.value ?? "") is missing")
  }

  /// Whether an option is given.
  func isGiven(_ option: any DeclaredOption) -> Bool { texts[option.usage.name] != nil }

  /// The texts of an option as given, in order.
  func texts(of option: OptionUsage) -> [String] { texts[option.name] ?? [] }

  /// The given options and their texts, sorted by name, without some.
  func texts(except left: Set<String>) -> [String] {
    texts.filter { !left.contains($0.key) }.sorted { $0.key < $1.key }.flatMap { [$0.key] + $0.value }
  }
}

/// An invalid command line.
struct UsageError: Error, CustomStringConvertible {
  private let message: String
  /// The command whose help says more; empty for the program's; nil where it is not known yet.
  private var command: String?

  init(_ message: String, command: String? = nil) {
    (self.message, self.command) = (message, command)
  }

  /// The error of an option that stands in a file.
  func at(_ place: String?) -> UsageError {
    UsageError((place.map { "\($0): " } ?? "") + message, command: command)
  }

  /// The error of a command, unless it has one already.
  func of(_ command: String) -> UsageError { UsageError(message, command: self.command ?? command) }

  var description: String {
    guard let command else { return message }
    return "\(message); see 'frameveil\(command.isEmpty ? "" : " " + command) --help'"
  }
}
