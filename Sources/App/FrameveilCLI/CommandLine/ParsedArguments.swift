import Core

/// A parsed command line.
struct ParsedArguments {
  private(set) var operands: [String] = []
  private var values: [String: [String]] = [:]

  /// Parses the arguments after a command's name: `--name value`, `--name=value`, `-o value`. `--` ends the options;
  /// `-` alone is an operand.
  init(_ arguments: [String], for command: CommandSpec) throws(UsageError) {
    var rest = arguments[...]
    var areOptionsOver = false
    while let argument = rest.popFirst() {
      guard !areOptionsOver, argument.hasPrefix("-"), argument != "-" else {
        operands.append(argument)
        continue
      }
      if argument == "--" {
        areOptionsOver = true
        continue
      }
      try parse(argument, &rest, command)
    }
    guard self["--help"] == nil else { return }
    guard operands.count >= command.minimumOperands else {
      throw UsageError(command.name, "\(command.operands[operands.count]) is missing")
    }
    guard operands.count <= command.operands.count || command.repeatsOperand else {
      let extra = RedactedAddress.text(operands[command.operands.count])
      throw UsageError(command.name, "unexpected operand '\(extra)'")
    }
  }

  private mutating func parse(
    _ argument: String, _ rest: inout ArraySlice<String>, _ command: CommandSpec
  ) throws(UsageError) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
      String.init)
    let isLong = argument.hasPrefix("--")
    let name = isLong ? parts[0] : argument
    if name == "--help" || name == "-h" {
      values["--help"] = [""]
      return
    }
    guard let option = command.options.first(where: { $0.name == name || $0.short == name }) else {
      throw UsageError(command.name, "unknown option '\(name)'")
    }
    let inline = isLong && parts.count == 2 ? parts[1] : nil
    if option.value == nil {
      guard inline == nil else { throw UsageError(command.name, "\(option.name) takes no value") }
      values[option.name] = [""]
    } else {
      guard let value = inline ?? rest.popFirst() else {
        throw UsageError(command.name, "\(option.name) needs a value (\(option.value ?? ""))")
      }
      guard values[option.name] == nil || option.isRepeatable else {
        throw UsageError(command.name, "\(option.name) is given more than once")
      }
      values[option.name, default: []].append(value)
    }
  }

  /// The value of an option; empty for a flag that is set; nil if the option is not given.
  subscript(option: String) -> String? { values[option]?.first }

  /// All values of a repeatable option, in order.
  func all(_ option: String) -> [String] { values[option] ?? [] }

  /// The options and their values, sorted by name, without some.
  func options(except left: Set<String>) -> [String] {
    values.filter { !left.contains($0.key) }.sorted { $0.key < $1.key }.flatMap { [$0.key] + $0.value }
  }

  /// Whether an option is given.
  func has(_ option: String) -> Bool { values[option] != nil }

  /// The value as a number in a range; throws if it is none.
  func number(_ option: String, in range: ClosedRange<Double>, command: String) throws(UsageError) -> Double?
  {
    guard let text = self[option] else { return nil }
    guard let number = Double(text), range.contains(number) else {
      throw UsageError(
        command, "\(option) takes a number from \(range.lowerBound) to \(range.upperBound), not '\(text)'")
    }
    return number
  }

  /// The value as one of the cases of an enumeration; throws if it is none of them.
  func choice<Selection: RawRepresentable & CaseIterable>(
    _ option: String, _: Selection.Type, command: String
  ) throws(UsageError) -> Selection? where Selection.RawValue == String {
    guard let text = self[option] else { return nil }
    guard let choice = Selection(rawValue: text) else {
      let words = Selection.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError(command, "\(option) takes one of \(words), not '\(text)'")
    }
    return choice
  }
}

/// The value of an option that takes `on` or `off`.
enum Switch: String, CaseIterable {
  case on, off
}

/// An invalid command line.
struct UsageError: Error, CustomStringConvertible {
  let description: String

  init(_ command: String, _ message: String) {
    description = "\(message); see 'frameveil\(command.isEmpty ? "" : " " + command) --help'"
  }
}
