/// The subjects to redact, out of all that a response can contain.
public struct Subjects: Hashable, Sendable {
  /// Faces, in GetFaceDetection, and of the persons in GetFaceSearch and GetPersonTracking.
  public var faces: Bool
  /// Heads from all sides, which the embedded person detector tells. Faces are heads, so they are redacted, too. No
  /// response has heads.
  public var heads: Bool
  /// Whole persons, in GetFaceSearch and GetPersonTracking, or of the embedded person detector.
  public var persons: Bool
  /// Words and lines, in GetTextDetection.
  public var text: Bool
  /// The whole frame, wherever GetContentModeration returns a label.
  public var moderation: Bool
  /// Objects by label name, such as `License Plate`, in GetLabelDetection; and the whole frame by the name of
  /// a moderation label, such as `Violence`, in GetContentModeration. Not case-sensitive.
  public var labels: Set<String>

  /// Number plates: the characters on them, which the embedded text detector finds. No response has them.
  public var plates: Bool
  /// Screens: the characters on them, as for ``plates``.
  public var screens: Bool

  public init(
    faces: Bool = false, persons: Bool = false, text: Bool = false, labels: Set<String> = [],
    moderation: Bool = false, plates: Bool = false, screens: Bool = false, heads: Bool = false
  ) {
    self.faces = faces || heads
    self.heads = heads
    self.persons = persons
    self.text = text
    self.labels = labels
    self.moderation = moderation
    self.plates = plates
    self.screens = screens
  }

  /// Faces only, the default.
  public static let faces = Subjects(faces: true)

  /// Parses a list such as `faces,persons,text,moderation,label:"License Plate"`.
  ///
  /// A label's name may be in double quotes, and must be if it contains a comma.
  ///
  /// - Throws: `SubjectsError` for an empty list, an unknown subject, a label without a name or an
  ///   unterminated quote.
  public init(parsing list: String) throws(SubjectsError) {
    self.init()
    let labelPrefix = "label:".unicodeScalars
    for item in try Self.items(of: list) {
      switch item {
      case "faces": faces = true
      case "heads": (faces, heads) = (true, true)
      case "persons": persons = true
      case "text": text = true
      case "moderation": moderation = true
      case "plates": plates = true
      case "screens": screens = true
      default:
        guard item.unicodeScalars.starts(with: labelPrefix) else {
          throw SubjectsError("unknown subject \"\(item)\"")
        }
        labels.insert(try Self.labelName(item.unicodeScalars.dropFirst(labelPrefix.count)))
      }
    }
  }

  /// The items, separated by commas outside quotes, without surrounding spaces.
  ///
  /// Scalars are compared, since a quote and a combining character behind it are one `Character`.
  private static func items(of list: String) throws(SubjectsError) -> [String] {
    var isQuoted = false
    let items = list.unicodeScalars.split(omittingEmptySubsequences: false) { scalar in
      if scalar == "\"" { isQuoted.toggle() }
      return scalar == "," && !isQuoted
    }
    guard !isQuoted else { throw SubjectsError("unterminated quote in \(list)") }
    return items.map { String(trimmed($0)) }
  }

  private static func labelName(_ text: Substring.UnicodeScalarView) throws(SubjectsError) -> String {
    var name = trimmed(text)
    if name.count >= 2, name.first == "\"", name.last == "\"" { name = name.dropFirst().dropLast() }
    guard !name.isEmpty, !name.contains("\"") else {
      throw SubjectsError("label: requires one name, found label:\(String(text))")
    }
    return String(name)
  }

  private static func trimmed(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
    let start = text.drop { $0 == " " }
    guard let last = start.lastIndex(where: { $0 != " " }) else { return start.prefix(0) }
    return start[...last]
  }
}

extension Subjects {
  /// Whether text is redacted, or a part of it.
  public var includesText: Bool { text || plates || screens }

  /// Throws for subjects that none of the lists of a response can contain.
  ///
  /// - Parameters:
  ///   - supported: what of these subjects each list can contain.
  ///   - origin: the operations whose responses were read, for the message.
  func check(areIn supported: [Subjects], of origin: String, at position: Position) throws(DetectionError) {
    let missing = supported.reduce(self) { $0.subtracting($1) }
    guard missing == Subjects() else {
      throw DetectionError(
        .subjectNotHeld, "\(missing) is selected, but a response of \(origin) cannot contain it",
        at: position,
        remedy: "select what the response contains, or provide a response that contains \(missing)")
    }
  }

  /// The subjects that are not in `others`.
  public func subtracting(_ others: Subjects) -> Subjects {
    Subjects(
      faces: faces && !others.faces, persons: persons && !others.persons, text: text && !others.text,
      labels: labels.subtracting(others.labels), moderation: moderation && !others.moderation,
      plates: plates && !others.plates, screens: screens && !others.screens, heads: heads && !others.heads)
  }
}

extension Subjects: CustomStringConvertible {
  /// The list in the form that `init(parsing:)` parses.
  public var description: String {
    let words = [
      (faces && !heads, "faces"), (heads, "heads"), (persons, "persons"), (text, "text"), (plates, "plates"),
      (screens, "screens"),
      (moderation, "moderation"),
    ].filter(\.0).map(\.1)
    return (words + labels.sorted().map { "label:\"\($0)\"" }).joined(separator: ",")
  }
}

/// An error in a list of subjects.
public struct SubjectsError: Error, Hashable, Sendable, CustomStringConvertible {
  public let message: String
  public let remedy =
    "write a list of faces, heads, persons, text, plates, screens, moderation and label:\"NAME\", such as faces,label:\"License Plate\""

  init(_ message: String) { self.message = message }

  public var description: String { message }
}
