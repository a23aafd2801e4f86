import Detections
import Edits
import Pipeline

/// The options that select what is redacted.
struct SelectionArguments: Sendable {
  static let only = rules(
    "--only", "redact only faces that may match RULE")
  static let except = rules("--except", "do not redact faces that certainly match RULE")
  static let onlyMatch = matches(
    "--only-match", mustBeUnambiguous: false,
    "redact only the face NAME (ExternalImageId or FaceId), wherever GetFaceSearch reports a similarity of S or more"
  )
  static let exceptMatch = matches(
    "--except-match", mustBeUnambiguous: true,
    "do not redact the face NAME between consecutive samples that both match it with a similarity of S or more"
  )
  static let add = CommandOption<[String]>(
    "--add", "FILE", use: .reads, "also redact the boxes in FILE, regardless of the other rules"
  ) { text in
    guard text != "-" else { throw UsageError("--add takes a file, not standard input") }
  }

  static let edits = CommandOption<String?>(
    "--edits", "FILE", use: .reads,
    "hide and show what FILE says, as 'frameveil review' wrote it; the detections are those that it names"
  ).forVideos

  static let options: [any DeclaredOption] = [only, except, onlyMatch, exceptMatch, add, edits]

  static let notes = """
    RULES
      track:3,7                         tracks, by their numbers in the report of the same command
      region:0.1,0.2;0.5,0.2;0.5,0.9    faces with their centre in the polygon, in fractions of the frame size
      time:12.5-20, time:0:01:02-1:10   time spans
      track:3@12.5-20, region:…@12.5-20 a track or region during a time span
      In doubt a face is redacted. With both --only and --except, it stays visible only where both allow it.
    """

  /// The faces to search for in the detections. The bit of a match rule is the index in this array.
  let faces: [NamedFace]
  private var choice = Selection()
  private let added: [String]
  /// A file of edits that was not read yet.
  private(set) var editsFile: String?

  init(_ arguments: ParsedArguments, hiding subjects: Subjects) throws {
    let (only, except) = (arguments[Self.onlyMatch], arguments[Self.exceptMatch])
    let faces = only + except
    self.faces = faces
    guard faces.isEmpty || !subjects.persons else {
      throw arguments.error("--only-match and --except-match select faces; remove persons from --hide")
    }
    guard faces.count <= 32 else {
      throw arguments.error("--only-match and --except-match can select 32 faces at most")
    }
    let matches = faces.indices.map { SelectionRule(.match(bit: $0), text: faces[$0].text) }
    choice.only = arguments[Self.only] + matches.prefix(only.count)
    choice.except = arguments[Self.except] + matches.dropFirst(only.count)
    added = arguments[Self.add]
    editsFile = arguments[Self.edits]
    let others: [any DeclaredOption] = [Self.only, Self.except, Self.onlyMatch, Self.exceptMatch, Self.add]
    if editsFile != nil, let other = others.first(where: arguments.isGiven) {
      throw arguments.error(
        "\(other.usage.name) cannot be given beside --edits, which decide alone what is hidden")
    }
  }

  /// Takes over edits that were read.
  mutating func set(_ edits: Edits) {
    editsFile = nil
    choice.apply(edits)
  }

  /// Whether a rule or edits name tracks, whose numbers are valid for one video only.
  static func namesTracks(_ arguments: ParsedArguments) -> Bool {
    if arguments.isGiven(edits) { return true }
    var choice = Selection()
    choice.only = arguments[only] + arguments[except]
    return choice.maxTrack != nil
  }

  /// The selection, with the boxes of the `--add` files.
  func read() throws -> Selection {
    var choice = choice
    for path in added {
      let file = try FileReader(argument: path)
      do {
        choice.added += try ManualBoxes.read { try file.fill(&$0) }
      } catch {
        throw NamedDetectionError(file: path, cause: error)
      }
    }
    return choice
  }

  private static func rules(_ name: String, _ help: String) -> CommandOption<[SelectionRule]> {
    let usage = OptionUsage(name: name, value: "RULE", description: help, isRepeatable: true)
    return CommandOption(usage) { texts in
      try texts.map { text throws(UsageError) in
        do {
          return try SelectionRule(parsing: text)
        } catch {
          throw UsageError("\(name) \(error)")
        }
      }
    }
  }

  /// An option that takes `NAME:SIMILARITY`; the name may contain colons.
  private static func matches(_ name: String, mustBeUnambiguous: Bool, _ help: String) -> CommandOption<
    [NamedFace]
  > {
    let usage = OptionUsage(name: name, value: "NAME:S", description: help, isRepeatable: true)
    return CommandOption(usage) { texts in
      try texts.map { text throws(UsageError) in
        guard let colon = text.lastIndex(of: ":"), colon > text.startIndex,
          let similarity = Double(text[text.index(after: colon)...]), (0...100).contains(similarity)
        else { throw UsageError("\(name) takes NAME:SIMILARITY, such as anna:95, not '\(text)'") }
        return NamedFace(
          name: String(text[..<colon]), similarity: similarity, mustBeUnambiguous: mustBeUnambiguous)
      }
    }
  }
}

extension NamedFace {
  /// The face as written on the command line.
  fileprivate var text: String {
    similarity == similarity.rounded() ? "\(name):\(Int(similarity))" : "\(name):\(similarity)"
  }
}
