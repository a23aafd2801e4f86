import Core
import FaceDetection
import Glibc
import Media

/// All locations that a run reads and writes, as given on its command line.
///
/// The list prevents a run from overwriting its own files, and lets a later run detect changed inputs (`--resume`).
struct RunFiles {
  /// A location and the operand or option that names it.
  struct Entry {
    var name: String
    var address: Address
  }

  private(set) var reads: [Entry] = []
  private(set) var writes: [Entry] = []

  /// Collects the files of a command line by the option table of the command. Malformed addresses are skipped; the
  /// command reports them.
  init(_ arguments: ParsedArguments, _ command: CommandSpec) {
    self.init(optionsOf: arguments, command, [:])
    for operand in arguments.operands { add(command.operands[0], operand, command.operandUse) }
  }

  /// Collects the files of the options, with some locations given explicitly.
  ///
  /// - Parameter places: the locations by the names of the operands and options that they replace.
  init(optionsOf arguments: ParsedArguments, _ command: CommandSpec, _ places: [String: [Address]]) {
    for name in command.operands {
      for place in places[name] ?? [] { add(name, place, command.operandUse) }
    }
    for option in command.options.map(\.usage) {
      if let places = places[option.name] {
        for place in places { add(option.name, place, option.use) }
      } else {
        for value in arguments.texts(of: option) where !option.isName(value) {
          add(option.name, value, option.use)
        }
      }
    }
    let model = DetectorArguments.model
    guard command.options.contains(where: { $0.usage.name == model.name }) else { return }
    // A model at a default location is one known file.
    for identity in ModelFile.Identity.allCases where identity != .face || !arguments.isGiven(model) {
      guard let path = getenv(identity.variable) else { continue }
      reads.append(Entry(name: identity.variable, address: .file(String(cString: path))))
    }
  }

  private mutating func add(_ name: String, _ value: String, _ use: FileUse?) {
    guard let address = try? Address(value) else { return }
    add(name, address, use)
  }

  private mutating func add(_ name: String, _ address: Address, _ use: FileUse?) {
    guard let use else { return }
    switch use {
    case .reads: reads.append(Entry(name: name, address: address))
    case .writes: writes.append(Entry(name: name, address: address))
    }
  }

  /// Throws if a run would overwrite a file that any of the runs reads or writes, under any name, or would read a pipe
  /// twice. `--force` does not disable the check; it only overwrites the outputs of earlier runs.
  static func checkConflicts(_ runs: [RunFiles]) throws {
    var taken: [DestinationIdentity: Entry] = [:]
    for entry in runs.flatMap(\.reads) {
      for identity in DestinationIdentity.all(of: entry.address, use: .reads) {
        if let other = taken[identity], case .pipe = identity, other.name != entry.name {
          throw UsageError(
            "\(other.name) \(other.address) and \(entry.name) \(entry.address) cannot both come from one pipe"
          )
        }
        taken[identity] = taken[identity] ?? entry
      }
    }
    for entry in runs.flatMap(\.writes) {
      try entry.address.checkAsOutput()
      let identities = DestinationIdentity.all(of: entry.address, use: .writes)
      if let other = identities.lazy.compactMap({ taken[$0] }).first { throw conflict(entry, other) }
      for identity in identities { taken[identity] = entry }
    }
  }

  private static func conflict(_ entry: Entry, _ other: Entry) -> any Error {
    guard entry.name == BlurCommand.output.name, other.name != BlurCommand.report.name else {
      return UsageError(
        "\(entry.name) \(entry.address) is a file that the run itself reads or writes: "
          + "\(other.name) \(other.address)")
    }
    return UserError(
      .cannotCreate, "\(entry.address)",
      other.name == "INPUT"
        ? "is the input itself, which is never overwritten"
        : "is never overwritten, because the run itself reads it: \(other.name) \(other.address)",
      remedy: "choose another output")
  }
}

extension OptionUsage {
  /// Whether a value is the name of a built-in profile rather than a file.
  fileprivate func isName(_ value: String) -> Bool {
    name == ProfileChoice.option.name && !ProfileChoice.isFile(value)
  }
}
