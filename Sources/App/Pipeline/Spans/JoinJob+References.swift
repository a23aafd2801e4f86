import Core
public import Media

extension JoinJob {
  /// An MP4 around the media data of pieces, which were not read.
  public struct Container: Sendable {
    /// What precedes the media data of the pieces, and what follows.
    public var head: [UInt8]
    public var tail: [UInt8]
    /// The pieces by their places, in the order of their spans.
    public var order: [Int]
    public var result: MediaWriter.Result
  }

  /// Writes the container of the output from the tables of the pieces alone, and compares it with the plan. The output is
  /// the head, the media data of the pieces in order, and the tail.
  ///
  /// - Parameter name: that of the output.
  /// - Returns: nil if the container needs the samples' bytes: use `run`.
  /// - Throws: `UserError` as `run` does.
  public func container(
    of pieces: [(piece: Piece, name: String)], profile: EncodeProfile, name: String
  ) async throws -> Container? {
    for (piece, name) in pieces { try check(piece, name: name) }
    let order = try order(of: pieces.map { ($0.piece.span, $0.name) })
    let join = try PieceJoin(
      profile: profile, description: try await described(), metadata: options.metadata, name: name,
      around: pieces.reduce(0) { $0 + $1.piece.table.bytes })
    guard let first = pieces.first, try await join.canRefer(to: first.piece.table.header) else { return nil }
    for place in order { try await join.add(pieces[place].piece.table, name: pieces[place].name) }
    let result = try await join.finish(comparing: plan.read)
    let (head, tail) = await join.surroundings
    return Container(head: head, tail: tail, order: order, result: result)
  }
}
