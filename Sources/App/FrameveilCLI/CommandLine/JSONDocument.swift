import Core
import FoundationEssentials

/// JSON output for other programs. Names stay exact; control characters are escaped as JSON does, so that a terminal
/// does not interpret them.
enum JSONDocument {
  /// Indented, over several lines.
  static func pretty(_ value: some Encodable) throws -> String { try text(value, [.prettyPrinted]) }

  /// One line of NDJSON.
  static func line(_ value: some Encodable) throws -> String { try text(value, []) }

  private static func text(_ value: some Encodable, _ style: JSONEncoder.OutputFormatting) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = style.union([.sortedKeys, .withoutEscapingSlashes])
    return PlainText.json(String(decoding: try encoder.encode(value), as: UTF8.self)) + "\n"
  }
}
