import Core
import FoundationEssentials
import Geometry

/// Edits as the bytes of a file.
public enum EditsDocument {
  /// The upper size limit: some 200,000 keyframes.
  public static let maximumSize = 32 << 20

  /// Reads a document and checks it.
  ///
  /// - Parameter name: the file, for messages.
  /// - Throws: `UserError` for a document that is not complete, or contradicts itself.
  public static func read(_ bytes: [UInt8], name: String) throws -> Edits {
    do {
      let header = try JSONDecoder().decode(Header.self, from: Data(bytes))
      guard header.schema == Edits.schema, header.version == Edits.version else {
        throw refusal(name, "'schema' or 'version' is another one")
      }
      var edits = try JSONMembers.decode(Edits.self, from: bytes)
      if header.reasons == nil { edits.reasons = Edits.defaultReasons }
      try edits.check(name)
      return edits
    } catch let error as DecodingError {
      throw refusal(name, PlainText.words(of: error) + described(error))
    }
  }

  private struct Header: Decodable {
    var schema: String
    var version: Int
    var reasons: [String]?
  }

  private static func refusal(_ name: String, _ detail: String) -> UserError {
    UserError(
      .invalidInput, name, "is not a file of edits of version \(Edits.version)",
      remedy: "give the file that 'frameveil review' wrote; docs/edits.md describes it", detail: detail)
  }

  private static func described(_ error: DecodingError) -> String {
    guard case .dataCorrupted(let context) = error, !context.codingPath.isEmpty else { return "" }
    return ": \(context.debugDescription)"
  }

  /// The document, indented.
  public static func bytes(_ edits: Edits) throws -> [UInt8] { try encoded(edits, [.prettyPrinted]) + [0x0A] }

  static func encoded(_ value: some Encodable, _ style: JSONEncoder.OutputFormatting) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = style.union([.sortedKeys, .withoutEscapingSlashes])
    return Array(try encoder.encode(value))
  }
}

extension Edits {
  /// SHA-256 of all edits but the signature, as one line of JSON with sorted members; in hexadecimal digits.
  public var digest: String {
    get throws {
      var unsigned = self
      unsigned.signature = nil
      return SHA256.hex(try EditsDocument.encoded(unsigned, []))
    }
  }

  private struct Redaction: Encodable {
    var tracks: [TrackAnchor]
    var decisions: [TrackDecision]
    var boxes: [DrawnBox]
  }

  /// SHA-256 of what decides which pixels are hidden: tracks, decisions and boxes. In hexadecimal digits.
  public var redactionDigest: String {
    get throws {
      SHA256.hex(
        try EditsDocument.encoded(Redaction(tracks: tracks, decisions: decisions, boxes: boxes), []))
    }
  }
}
