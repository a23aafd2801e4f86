public import Media

/// What a worker that encodes leaves: the media data of its span, and behind them the table of their samples, in a
/// ``SpanFile``.
public struct Piece: Sendable, Codable {
  /// SHA-256 of the plan in hexadecimal digits.
  public var plan: String
  /// The number of the span, from 1.
  public var span: Int
  public var table: PieceTable

  public init(plan: String, span: Int, table: PieceTable) {
    (self.plan, self.span, self.table) = (plan, span, table)
  }

  private static let file = SpanFile<Piece>(
    magic: "FVPIECE1", what: "piece of an output",
    remedy: "encode its span again: frameveil blur INPUT --plan PLAN --span K -o PIECE")

  /// The bytes after the media data.
  public func trailer() throws -> [UInt8] { try Self.file.trailer(self) }

  /// Reads the document of a piece. Blocks.
  ///
  /// - Throws: `UserError` for a file that is no whole piece.
  public init(of input: PieceInput) throws {
    let (piece, length) = try Self.file.document(of: input)
    guard piece.table.bytes == length else { throw Self.file.damaged(input.name) }
    self = piece
  }

  /// The number of bytes after the media data.
  ///
  /// - Parameters:
  ///   - end: the last bytes of the piece, at least 48 if it has as many.
  ///   - size: the length of the piece.
  /// - Throws: `UserError` for a file that is no piece.
  public static func trailerLength(_ end: [UInt8], size: UInt64, name: String) throws -> Int {
    try file.trailerLength(end, size: size, name: name)
  }

  /// Decodes the document of a piece.
  ///
  /// - Parameters:
  ///   - trailer: the bytes after the media data.
  ///   - size: the length of the piece.
  /// - Throws: `UserError` if it is damaged.
  public init(trailer: [UInt8], size: UInt64, name: String) throws {
    let piece = try Self.file.document(trailer: trailer, name: name)
    guard piece.table.bytes == size - UInt64(trailer.count) else { throw Self.file.damaged(name) }
    self = piece
  }
}
