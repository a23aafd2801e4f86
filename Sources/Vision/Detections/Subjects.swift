/// What is to be hidden, out of all that an answer can hold.
public struct Subjects: Hashable, Sendable {
  /// Faces: of GetFaceDetection, and of the persons of GetFaceSearch and GetPersonTracking.
  public var faces: Bool
  /// Whole persons: of GetFaceSearch and GetPersonTracking.
  public var persons: Bool
  /// Words and lines: of GetTextDetection.
  public var text: Bool
  /// The whole picture, where anything was moderated: of GetContentModeration.
  public var moderation: Bool
  /// Objects by label name, such as `License Plate`: of GetLabelDetection; and the whole picture by the name of
  /// what is moderated in it, such as `Violence`: of GetContentModeration. Case does not count.
  public var labels: Set<String>

  /// Makes a choice.
  public init(
    faces: Bool = false, persons: Bool = false, text: Bool = false, labels: Set<String> = [],
    moderation: Bool = false
  ) {
    self.faces = faces
    self.persons = persons
    self.text = text
    self.labels = labels
    self.moderation = moderation
  }

  /// Faces only, the default everywhere.
  public static let faces = Subjects(faces: true)

  /// Reads a list such as `faces,persons,text,moderation,label:"License Plate"`.
  ///
  /// A label's name may stand in double quotes, and must when it holds a comma. Throws a `SubjectsError` for
  /// an empty list, an unknown word, a nameless label or an open quote.
  public init(parsing list: String) throws(SubjectsError) {
    self.init()
    for item in try Self.items(of: list) {
      switch item {
      case "faces": faces = true
      case "persons": persons = true
      case "text": text = true
      case "moderation": moderation = true
      default:
        guard item.hasPrefix("label:") else {
          throw SubjectsError("unknown subject \"\(item)\"")
        }
        labels.insert(try Self.labelName(item.dropFirst("label:".count)))
      }
    }
  }

  /// The items between the commas that are not in quotes, without the spaces around them.
  private static func items(of list: String) throws(SubjectsError) -> [Substring] {
    var isQuoted = false
    let items = list.split(omittingEmptySubsequences: false) { character in
      if character == "\"" { isQuoted.toggle() }
      return character == "," && !isQuoted
    }
    guard !isQuoted else { throw SubjectsError("unterminated quote in \(list)") }
    return items.map { trimmed($0) }
  }

  private static func labelName(_ text: Substring) throws(SubjectsError) -> String {
    var name = trimmed(text)
    if name.count >= 2, name.first == "\"", name.last == "\"" { name = name.dropFirst().dropLast() }
    guard !name.isEmpty, !name.contains("\"") else {
      throw SubjectsError("label: requires one name, found label:\(text)")
    }
    return String(name)
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let start = text.drop { $0 == " " }
    guard let last = start.lastIndex(where: { $0 != " " }) else { return "" }
    return start[...last]
  }
}

extension Subjects: CustomStringConvertible {
  /// The list that `init(parsing:)` reads.
  public var description: String {
    let words = [(faces, "faces"), (persons, "persons"), (text, "text"), (moderation, "moderation")].filter(
      \.0
    ).map(\.1)
    return (words + labels.sorted().map { "label:\"\($0)\"" }).joined(separator: ",")
  }
}

/// Why a list of subjects was refused.
public struct SubjectsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with the list.
  public let message: String
  /// What to write instead.
  public let remedy =
    "write a list of faces, persons, text, moderation and label:\"NAME\", such as faces,label:\"License Plate\""

  init(_ message: String) { self.message = message }

  /// The message.
  public var description: String { message }
}
