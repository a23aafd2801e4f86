import Core
import FoundationEssentials
public import Media

/// What a worker leaves: the media data of its span, and behind them the table of their samples.
///
/// A file of a piece is the media data, the piece's document as JSON, and 48 bytes: the SHA-256 of the document, its
/// length (8 bytes, big-endian), and `FVPIECE1`.
public struct Piece: Sendable, Codable {
  /// SHA-256 of the plan in hexadecimal digits.
  public var plan: String
  /// The number of the span, from 1.
  public var span: Int
  public var table: PieceTable

  public init(plan: String, span: Int, table: PieceTable) {
    (self.plan, self.span, self.table) = (plan, span, table)
  }

  private static let magic = Array("FVPIECE1".utf8)
  private static let footer: UInt64 = 48
  /// The length of the longest document that is read.
  private static let longest: UInt64 = 256 << 20

  /// The bytes after the media data.
  public func trailer() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let document = Array(try encoder.encode(self))
    let length = withUnsafeBytes(of: UInt64(document.count).bigEndian) { Array($0) }
    return document + SHA256.digest(document) + length + Self.magic
  }

  /// Reads the document of a piece. Blocks.
  ///
  /// - Throws: `UserError` for a file that is no whole piece.
  public init(of input: PieceInput) throws {
    let footer = try input.bytes(
      Int(min(input.size, Self.footer)), at: max(input.size, Self.footer) - Self.footer)
    let length = try Self.trailerLength(footer, size: input.size, name: input.name)
    let trailer = try input.bytes(length, at: input.size - UInt64(length))
    try self.init(trailer: trailer, size: input.size, name: input.name)
  }

  /// The number of bytes after the media data.
  ///
  /// - Parameters:
  ///   - end: the last bytes of the piece, at least 48 if it has as many.
  ///   - size: the length of the piece.
  /// - Throws: `UserError` for a file that is no piece.
  public static func trailerLength(_ end: [UInt8], size: UInt64, name: String) throws -> Int {
    let footer = Array(end.suffix(Int(Self.footer)))
    guard footer.count == Self.footer else { throw damaged(name) }
    let length = footer[32..<40].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard Array(footer[40...]) == magic, length <= min(longest, size - Self.footer) else {
      throw damaged(name)
    }
    return Int(length + Self.footer)
  }

  /// Decodes the document of a piece.
  ///
  /// - Parameters:
  ///   - trailer: the bytes after the media data.
  ///   - size: the length of the piece.
  /// - Throws: `UserError` if it is damaged.
  public init(trailer: [UInt8], size: UInt64, name: String) throws {
    let document = Array(trailer.dropLast(Int(Self.footer)))
    guard SHA256.digest(document) == Array(trailer.suffix(Int(Self.footer)).prefix(32)) else {
      throw Self.damaged(name)
    }
    do {
      self = try JSONDecoder().decode(Piece.self, from: Data(document))
    } catch {
      throw Self.damaged(name)
    }
    guard table.bytes == size - UInt64(trailer.count) else { throw Self.damaged(name) }
  }

  private static func damaged(_ name: String) -> UserError {
    UserError(
      .invalidInput, name, "is no piece of an output, or is incomplete or damaged",
      remedy: "encode its span again: frameveil blur INPUT --plan PLAN --span K -o PIECE")
  }
}
