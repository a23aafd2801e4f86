import Detections
import Pipeline

/// The options that choose what is hidden, and what they say.
struct SelectionArguments: Sendable {
  static let options: [CommandSpec.Option] = [
    .init(
      name: "--only", value: "RULE",
      help: "hide just what RULE may mean; may be given again, as the four below",
      isRepeatable: true),
    .init(
      name: "--except", value: "RULE", help: "leave visible what RULE surely means", isRepeatable: true),
    .init(
      name: "--only-match", value: "NAME:S",
      help:
        "hide just the face NAME (ExternalImageId or FaceId), wherever\nGetFaceSearch finds a similarity of S or more",
      isRepeatable: true),
    .init(
      name: "--except-match", value: "NAME:S",
      help:
        "leave the face NAME visible between samples that follow each other\nand both match it with S or more",
      isRepeatable: true),
    .init(
      name: "--add", value: "FILE", help: "hide the boxes in FILE, too, whatever else is chosen",
      isRepeatable: true, use: .reads),
  ]

  static let notes = """
    RULES
      track:3,7                         tracks, by the numbers of this command's report
      region:0.1,0.2;0.5,0.2;0.5,0.9    faces with their centre in a polygon, in ratios of the picture
      time:12.5-20, time:0:01:02-1:10   spans of time
      track:3@12.5-20, region:…@12.5-20 both at once
      In doubt a face is hidden. Given both --only and --except, it stays visible only where both leave it so.
    """

  /// Whom to look for in the detections; the bit of a rule's mark is the index here.
  let faces: [NamedFace]
  private var choice = Selection()
  private let added: [String]

  init(_ arguments: ParsedArguments, hiding subjects: Subjects) throws {
    let (only, except) = try (
      Self.faces("--only-match", arguments, mustBeSure: false),
      Self.faces("--except-match", arguments, mustBeSure: true)
    )
    let faces = only + except
    self.faces = faces
    guard faces.isEmpty || !subjects.persons else {
      throw Self.error("--only-match and --except-match choose faces; leave persons out of --hide")
    }
    guard faces.count <= 32 else { throw Self.error("no more than 32 faces can be chosen by name") }
    let matches = faces.indices.map { SelectionRule(.match(bit: $0), text: faces[$0].text) }
    choice.only = try Self.rules("--only", arguments) + matches.prefix(only.count)
    choice.except = try Self.rules("--except", arguments) + matches.dropFirst(only.count)
    added = arguments.all("--add")
    guard !added.contains("-") else { throw Self.error("--add takes a file, not standard input") }
  }

  /// Whether tracks of one certain video are named.
  static func namesTracks(_ arguments: ParsedArguments) throws -> Bool {
    var choice = Selection()
    choice.only = try rules("--only", arguments) + rules("--except", arguments)
    return choice.greatestTrack != nil
  }

  /// The choice, with the boxes of all files.
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

  /// Reads `NAME:SIMILARITY`; a name may hold colons itself.
  private static func faces(
    _ option: String, _ arguments: ParsedArguments, mustBeSure: Bool
  ) throws(UsageError) -> [NamedFace] {
    try arguments.all(option).map { text throws(UsageError) in
      guard let colon = text.lastIndex(of: ":"), colon > text.startIndex,
        let similarity = Double(text[text.index(after: colon)...]), (0...100).contains(similarity)
      else { throw Self.error("\(option) takes NAME:SIMILARITY, such as anna:95, not '\(text)'") }
      return NamedFace(name: String(text[..<colon]), similarity: similarity, mustBeSure: mustBeSure)
    }
  }

  private static func error(_ message: String) -> UsageError { UsageError(BlurCommand.spec.name, message) }
}

extension NamedFace {
  /// How it is written on the command line.
  fileprivate var text: String {
    similarity == similarity.rounded() ? "\(name):\(Int(similarity))" : "\(name):\(similarity)"
  }
}
