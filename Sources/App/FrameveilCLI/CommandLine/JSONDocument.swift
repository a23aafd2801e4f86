import Core
import FoundationEssentials

/// What the program tells other programs, as JSON. Names stay exact: what a terminal would obey is escaped as JSON does.
enum JSONDocument {
  /// Over several lines, for people, too.
  static func pretty(_ value: some Encodable) throws -> String { try text(value, [.prettyPrinted]) }

  /// On one line, as one of many.
  static func line(_ value: some Encodable) throws -> String { try text(value, []) }

  private static func text(_ value: some Encodable, _ style: JSONEncoder.OutputFormatting) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = style.union([.sortedKeys, .withoutEscapingSlashes])
    return PlainText.json(String(decoding: try encoder.encode(value), as: UTF8.self)) + "\n"
  }
}
