import Core
import Glibc
import Media

/// All that a run reads and writes, as its command line names it: the one list by which a run overwrites nothing of its
/// own, and by which a later one knows whether anything changed.
struct RunFiles {
  /// A place and the operand or option that names it.
  struct Entry {
    var name: String
    var address: Address
  }

  private(set) var reads: [Entry] = []
  private(set) var writes: [Entry] = []

  /// Collects what the table of a command's options says of them. A malformed address is told by the command itself.
  init(_ arguments: ParsedArguments, _ command: CommandSpec) {
    self.init(optionsOf: arguments, command, [:])
    for operand in arguments.operands { add(command.operands[0], operand, command.operandUse, command) }
  }

  /// The same of a command line's options alone, with places that are named otherwise.
  ///
  /// - Parameter places: by the names of the operand and options that they stand for.
  init(optionsOf arguments: ParsedArguments, _ command: CommandSpec, _ places: [String: [Address]]) {
    for name in command.operands {
      for place in places[name] ?? [] { add(name, place, command.operandUse) }
    }
    for option in command.options {
      if let places = places[option.name] {
        for place in places { add(option.name, place, option.use) }
      } else {
        for value in arguments.all(option.name) where !option.isName(value) {
          add(option.name, value, option.use, command)
        }
      }
    }
    let usesModel = command.options.contains { $0.name == "--model" } && !arguments.has("--model")
    // The other places of the model hold one known file.
    guard usesModel, let model = getenv("FRAMEVEIL_MODEL") else { return }
    reads.append(Entry(name: "FRAMEVEIL_MODEL", address: .file(String(cString: model))))
  }

  private mutating func add(_ name: String, _ value: String, _ use: FileUse?, _ command: CommandSpec) {
    guard let address = try? Address(value, command: command.name) else { return }
    add(name, address, use)
  }

  private mutating func add(_ name: String, _ address: Address, _ use: FileUse?) {
    guard let use else { return }
    switch use {
    case .reads: reads.append(Entry(name: name, address: address))
    case .writes: writes.append(Entry(name: name, address: address))
    }
  }

  /// Refuses runs that would write over what any of them reads or writes, by whatever name, and a pipe that would be
  /// read twice. `--force` is no way round: it is for results of earlier runs.
  static func checkApart(_ runs: [RunFiles], command: String) throws {
    var taken: [DestinationIdentity: Entry] = [:]
    for entry in runs.flatMap(\.reads) {
      for identity in DestinationIdentity.all(of: entry.address, use: .reads) {
        if let other = taken[identity], case .pipe = identity, other.name != entry.name {
          throw UsageError(
            command,
            "\(other.name) \(other.address) and \(entry.name) \(entry.address) cannot both come from one pipe"
          )
        }
        taken[identity] = taken[identity] ?? entry
      }
    }
    for entry in runs.flatMap(\.writes) {
      try entry.address.checkAsOutput(command: command)
      let identities = DestinationIdentity.all(of: entry.address, use: .writes)
      if let other = identities.lazy.compactMap({ taken[$0] }).first { throw conflict(entry, other, command) }
      for identity in identities { taken[identity] = entry }
    }
  }

  private static func conflict(_ entry: Entry, _ other: Entry, _ command: String) -> any Error {
    guard entry.name == "--output", other.name != "--report" else {
      return UsageError(
        command,
        "\(entry.name) \(entry.address) names a file that the run itself reads or writes: "
          + "\(other.name) \(other.address)")
    }
    return UserError(
      .cannotCreate, "\(entry.address)",
      other.name == "INPUT"
        ? "is the input itself, which is never overwritten"
        : "is never overwritten, since the run itself reads it: \(other.name) \(other.address)",
      remedy: "name another output")
  }
}

extension CommandSpec.Option {
  /// Whether a value is a name that the program knows, where a file may be named as well.
  fileprivate func isName(_ value: String) -> Bool { name == "--profile" && !ProfileChoice.isFile(value) }
}
