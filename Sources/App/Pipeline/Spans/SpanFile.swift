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
    let footer = try input.bytes(Int(min(end, Self.footer)), at: max(end, Self.footer) - Self.footer)
    let length = try trailerLength(footer, size: end, name: input.name)
    let place = end - UInt64(length)
    return (try document(trailer: try input.bytes(length, at: place), name: input.name), place)
  }

  /// The number of bytes after the data.
  ///
  /// - Parameters:
  ///   - end: the last bytes of the file, at least 48 if it has as many.
  ///   - size: the length of the file.
  func trailerLength(_ end: [UInt8], size: UInt64, name: String) throws -> Int {
    let footer = Array(end.suffix(Int(Self.footer)))
    guard footer.count == Self.footer else { throw damaged(name) }
    let length = footer[32..<40].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard Array(footer[40...]) == Array(magic.utf8), length <= min(Self.longest, size - Self.footer) else {
      throw damaged(name)
    }
    return Int(length + Self.footer)
  }

  /// Decodes the document in the bytes after the data.
  func document(trailer: [UInt8], name: String) throws -> Document {
    let bytes = Array(trailer.dropLast(Int(Self.footer)))
    guard SHA256.digest(bytes) == Array(trailer.suffix(Int(Self.footer)).prefix(32)) else {
      throw damaged(name)
    }
    do {
      return try JSONDecoder().decode(Document.self, from: Data(bytes))
    } catch {
      throw damaged(name)
    }
  }

  func damaged(_ name: String) -> UserError {
    UserError(
      .invalidInput, name, "is no \(what), or is incomplete or damaged", remedy: remedy)
  }
}
