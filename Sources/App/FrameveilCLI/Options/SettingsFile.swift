import Core

/// Options of a command in a file, so that all videos of a job are processed alike: a JSON object whose names are those of
/// the options without dashes.
///
///     {"preset": "strong", "margin": 0.3, "no-audio": true, "except": ["time:0-5", "region:0,0;1,0;1,0.2"]}
///
/// The options are checked as on the command line, which takes precedence. The file is read only where `--settings` names
/// it: a file that lies beside the videos must not decide who stays visible.
struct SettingsFile {
  static let option = CommandOption<String?>(
    "--settings", "FILE", use: .reads,
    "options as a JSON object, {\"margin\": 0.3, \"no-audio\": true}; the command line takes precedence"
  )

  static let notes = """
    SETTINGS
      --settings FILE reads options as a JSON object: {"preset": "strong", "margin": 0.3, "except": ["time:0-5"]}.
      Names are those of the options without dashes; an option that may be repeated takes a list, an option
      without a value true. The command line takes precedence over the file, the file over --preset. No file is
      read unless it is named.
    """

  /// The texts of the options in the file by their names with dashes, as the parser keeps them.
  private(set) var texts: [String: [String]] = [:]
  /// The places of the options in the file, for messages: `job.json:3`.
  private(set) var places: [String: String] = [:]

  /// - Throws: `UserError` for a file that cannot be read or is no JSON object of known options.
  init(_ path: String, of command: CommandSpec) throws {
    guard path != "-" else { throw UsageError("--settings takes a file, not standard input") }
    let bytes = try FileReader(argument: path).bytes(upTo: Self.largest)
    do throws(FlatJSON.SyntaxError) {
      for member in try FlatJSON.members(of: bytes) { try add(member, path, command) }
    } catch {
      throw UserError(
        .configuration, "\(path):\(error.line)", error.message,
        remedy: "'frameveil \(command.name) --help' lists the options, whose names stand here without dashes")
    }
  }

  private mutating func add(_ member: FlatJSON.Member, _ path: String, _ command: CommandSpec)
    throws(FlatJSON.SyntaxError)
  {
    func refusal(_ message: String) -> FlatJSON.SyntaxError {
      FlatJSON.SyntaxError(line: member.line, message: "'\(member.name)' \(message)")
    }
    let known = command.options.map(\.usage).first { $0.name == "--\(member.name)" }
    guard let option = known, option.name != Self.option.name else { throw refusal("is no option") }
    guard places[option.name] == nil else { throw refusal("is there twice") }
    places[option.name] = "\(path):\(member.line)"
    switch (member.value, option.value) {
    case (.flag(let isSet), nil): if isSet { texts[option.name] = [""] }
    case (_, nil): throw refusal("takes true or false")
    case (.text(let text), _): texts[option.name] = [text]
    case (.list(let list), _) where option.isRepeatable: texts[option.name] = list
    case (.list, _): throw refusal("takes one value, not a list")
    case (.flag, let value?): throw refusal("takes a value (\(value)), not true or false")
    }
  }

  private static let largest = 1 << 20
}
