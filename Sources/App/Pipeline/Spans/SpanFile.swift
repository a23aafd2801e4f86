import Core
import FoundationEssentials
import Media

/// The format of the files that workers leave: data, a JSON document that describes them, and 48 bytes: the SHA-256 of the
/// document, its length (8 bytes, big-endian), and eight letters that tell the kind.
struct SpanFile<Document: Codable> {
  /// Eight letters.
  let magic: String
  /// What the file should be, for errors.
  let what: String
  let remedy: String

  private static var footer: UInt64 { 48 }
  /// The length of the longest document that is read.
  private static var longest: UInt64 { 256 << 20 }

  /// The bytes after the data.
  func trailer(_ document: Document) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let document = Array(try encoder.encode(document))
    let length = withUnsafeBytes(of: UInt64(document.count).bigEndian) { Array($0) }
    return document + SHA256.digest(document) + length + Array(magic.utf8)
  }

  /// Reads the document, and the length of the data before it. Blocks.
  ///
  /// - Throws: `UserError` for a file that is not whole.
  func document(of input: PieceInput) throws -> (Document, dataLength: UInt64) {
    let end = input.size
    guard end > Self.footer else { throw damaged(input) }
    let footer = try input.bytes(Int(Self.footer), at: end - Self.footer)
    let length = footer[32..<40].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard Array(footer[40...]) == Array(magic.utf8), length <= min(Self.longest, end - Self.footer) else {
      throw damaged(input)
    }
    let place = end - Self.footer - length
    let bytes = try input.bytes(Int(length), at: place)
    guard SHA256.digest(bytes) == Array(footer[..<32]) else { throw damaged(input) }
    do {
      return (try JSONDecoder().decode(Document.self, from: Data(bytes)), place)
    } catch {
      throw damaged(input)
    }
  }

  func damaged(_ input: PieceInput) -> UserError {
    UserError(
      .invalidInput, input.name, "is no \(what), or is incomplete or damaged", remedy: remedy)
  }
}
