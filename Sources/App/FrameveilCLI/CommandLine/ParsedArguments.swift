import Core

/// A command line after parsing.
struct ParsedArguments {
  private(set) var operands: [String] = []
  private var values: [String: [String]] = [:]

  /// Parses what follows a command's name. `--name value`, `--name=value`, `-o value`; `--` ends the options;
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
    guard operands.count >= command.leastOperands else {
      throw UsageError(command.name, "\(command.operands[operands.count]) is missing")
    }
    guard operands.count <= command.operands.count || command.repeatsOperand else {
      let extra = PublicAddress.text(operands[command.operands.count])
      throw UsageError(command.name, "'\(extra)' is one operand too many")
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
      throw UsageError(command.name, "there is no option '\(name)'")
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
        throw UsageError(command.name, "\(option.name) is given twice")
      }
      values[option.name, default: []].append(value)
    }
  }

  /// The value of an option; empty for a switch that is set; nil when it is not given.
  subscript(option: String) -> String? { values[option]?.first }

  /// All values of an option that may be given more than once, in their order.
  func all(_ option: String) -> [String] { values[option] ?? [] }

  /// All options and values but some, in a fixed order.
  func options(except left: Set<String>) -> [String] {
    values.filter { !left.contains($0.key) }.sorted { $0.key < $1.key }.flatMap { [$0.key] + $0.value }
  }

  /// Whether a switch is set.
  func has(_ option: String) -> Bool { values[option] != nil }

  /// A number in a range.
  func number(_ option: String, in range: ClosedRange<Double>, command: String) throws(UsageError) -> Double?
  {
    guard let text = self[option] else { return nil }
    guard let number = Double(text), range.contains(number) else {
      throw UsageError(
        command, "\(option) takes a number from \(range.lowerBound) to \(range.upperBound), not '\(text)'")
    }
    return number
  }

  /// One of a few words.
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

/// The value of an option that can be on or off.
enum Switch: String, CaseIterable {
  case on, off
}

/// A command line that does not say what to do.
struct UsageError: Error, CustomStringConvertible {
  let description: String

  init(_ command: String, _ message: String) {
    description = "\(message); see 'frameveil\(command.isEmpty ? "" : " " + command) --help'"
  }
}
