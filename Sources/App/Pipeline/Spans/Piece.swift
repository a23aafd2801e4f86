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
    let end = input.size
    guard end > Self.footer else { throw Self.damaged(input) }
    let footer = try input.bytes(Int(Self.footer), at: end - Self.footer)
    let length = footer[32..<40].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard Array(footer[40...]) == Self.magic, length <= min(Self.longest, end - Self.footer) else {
      throw Self.damaged(input)
    }
    let document = try input.bytes(Int(length), at: end - Self.footer - length)
    guard SHA256.digest(document) == Array(footer[..<32]) else { throw Self.damaged(input) }
    do {
      self = try JSONDecoder().decode(Piece.self, from: Data(document))
    } catch {
      throw Self.damaged(input)
    }
    guard table.bytes == end - Self.footer - length else { throw Self.damaged(input) }
  }

  private static func damaged(_ input: PieceInput) -> UserError {
    UserError(
      .invalidInput, input.name, "is no piece of an output, or is incomplete or damaged",
      remedy: "encode its span again: frameveil blur INPUT --plan PLAN --span K -o PIECE")
  }
}
