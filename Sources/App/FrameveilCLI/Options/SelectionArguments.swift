import Detections
import Pipeline

/// The options that select what is redacted.
struct SelectionArguments: Sendable {
  static let options: [CommandSpec.Option] = [
    .init(
      name: "--only", value: "RULE",
      help: "redact only faces that may match RULE; may be repeated, as may the next four",
      isRepeatable: true),
    .init(
      name: "--except", value: "RULE", help: "do not redact faces that certainly match RULE",
      isRepeatable: true),
    .init(
      name: "--only-match", value: "NAME:S",
      help:
        "redact only the face NAME (ExternalImageId or FaceId), wherever GetFaceSearch\nreports a similarity of S or more",
      isRepeatable: true),
    .init(
      name: "--except-match", value: "NAME:S",
      help:
        "do not redact the face NAME between consecutive samples that both match it with a\nsimilarity of S or more",
      isRepeatable: true),
    .init(
      name: "--add", value: "FILE", help: "also redact the boxes in FILE, regardless of the other rules",
      isRepeatable: true, use: .reads),
  ]

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

  init(_ arguments: ParsedArguments, hiding subjects: Subjects) throws {
    let (only, except) = try (
      Self.faces("--only-match", arguments, mustBeUnambiguous: false),
      Self.faces("--except-match", arguments, mustBeUnambiguous: true)
    )
    let faces = only + except
    self.faces = faces
    guard faces.isEmpty || !subjects.persons else {
      throw Self.error("--only-match and --except-match select faces; remove persons from --hide")
    }
    guard faces.count <= 32 else {
      throw Self.error("--only-match and --except-match can select 32 faces at most")
    }
    let matches = faces.indices.map { SelectionRule(.match(bit: $0), text: faces[$0].text) }
    choice.only = try Self.rules("--only", arguments) + matches.prefix(only.count)
    choice.except = try Self.rules("--except", arguments) + matches.dropFirst(only.count)
    added = arguments.all("--add")
    guard !added.contains("-") else { throw Self.error("--add takes a file, not standard input") }
  }

  /// Whether a rule names tracks, whose numbers are valid for one video only.
  static func namesTracks(_ arguments: ParsedArguments) throws -> Bool {
    var choice = Selection()
    choice.only = try rules("--only", arguments) + rules("--except", arguments)
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

  private static func rules(_ option: String, _ arguments: ParsedArguments) throws(UsageError)
    -> [SelectionRule]
  {
    try arguments.all(option).map { text throws(UsageError) in
      do {
        return try SelectionRule(parsing: text)
      } catch {
        throw Self.error("\(option) \(error)")
      }
    }
  }

  /// Parses `NAME:SIMILARITY`; the name may contain colons.
  private static func faces(
    _ option: String, _ arguments: ParsedArguments, mustBeUnambiguous: Bool
  ) throws(UsageError) -> [NamedFace] {
    try arguments.all(option).map { text throws(UsageError) in
      guard let colon = text.lastIndex(of: ":"), colon > text.startIndex,
        let similarity = Double(text[text.index(after: colon)...]), (0...100).contains(similarity)
      else { throw Self.error("\(option) takes NAME:SIMILARITY, such as anna:95, not '\(text)'") }
      return NamedFace(
        name: String(text[..<colon]), similarity: similarity, mustBeUnambiguous: mustBeUnambiguous)
    }
  }

  private static func error(_ message: String) -> UsageError { UsageError(BlurCommand.spec.name, message) }
}

extension NamedFace {
  /// The face as written on the command line.
  fileprivate var text: String {
    similarity == similarity.rounded() ? "\(name):\(Int(similarity))" : "\(name):\(similarity)"
  }
}
