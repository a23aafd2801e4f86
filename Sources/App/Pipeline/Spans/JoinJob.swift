public import Core
public import Media

/// Joins the pieces of all spans of a plan.
public struct JoinJob: Sendable {
  let input: MediaInput
  let plan: VideoPlan
  /// SHA-256 of the plan in hexadecimal digits.
  let digest: String
  let options: BlurJob.Options

  public init(input: MediaInput, plan: VideoPlan, digest: String, options: BlurJob.Options) {
    (self.input, self.plan, self.digest, self.options) = (input, plan, digest, options)
  }

  /// Writes the output. Pieces may come in any order.
  ///
  /// - Throws: `UserError` if a piece is missing, is there twice, is damaged or belongs to another plan, and if the output
  ///   differs from the input.
  public func run(_ pieces: [MediaInput], profile: EncodeProfile, sink: any ByteSink) async throws
    -> MediaWriter.Result
  {
    let join = try PieceJoin(
      profile: profile, description: try await described(), metadata: options.metadata, sink: sink)
    let inputs = try pieces.map { try PieceInput($0) }
    for number in try await join.order(inputs, { try order(of: $0) }) {
      let piece = inputs[number]
      try await join.add(piece) { try self.piece($0).table }
    }
    return try await join.finish(comparing: plan.read)
  }

  /// The description of the input, with the tracks of the output.
  func described() async throws -> MediaDescription {
    let reader = try MediaReader(input: input)
    do {
      var description = try await reader.open()
      await reader.close()
      description.tracks = description.tracks.filter { options.keeps($0.kind) }
      return description
    } catch {
      await reader.close()
      throw error
    }
  }

  private func order(of inputs: [PieceInput]) throws -> [Int] {
    try order(of: inputs.map { (try piece($0).span, $0.name) })
  }

  /// The places of pieces in the order of their spans.
  func order(of pieces: [(span: Int, name: String)]) throws -> [Int] {
    var found: [Int: Int] = [:]
    for (place, (span, name)) in pieces.enumerated() {
      if let other = found.updateValue(place, forKey: span) {
        throw UserError(
          .invalidInput, name, "is the piece of span \(span), and so is \(pieces[other].name)",
          remedy: "give one piece for each span")
      }
    }
    let missing = (1...plan.spans.count).filter { found[$0] == nil }
    guard missing.isEmpty else {
      let list = missing.prefix(10).map(String.init).joined(separator: ", ")
      throw UserError(
        .invalidInput, "the plan",
        "has \(plan.spans.count) spans, and the pieces of \(missing.count) are missing: \(list)"
          + (missing.count > 10 ? " and more" : ""),
        remedy: "encode them: frameveil blur INPUT --plan PLAN --span K -o PIECE")
    }
    return (1...plan.spans.count).compactMap { found[$0] }
  }

  /// The document of a piece that belongs to the plan.
  private func piece(_ input: PieceInput) throws -> Piece {
    let piece = try Piece(of: input)
    try check(piece, name: input.name)
    return piece
  }

  /// Throws if a piece does not belong to the plan.
  func check(_ piece: Piece, name: String) throws {
    guard piece.plan == digest, (1...plan.spans.count).contains(piece.span) else {
      throw UserError(
        .invalidInput, name, "is a piece of another plan, or the plan was changed",
        remedy: "give the pieces that were made with this plan")
    }
    guard piece.table.frames.count == plan.spans[piece.span - 1].frames else {
      throw UserError(
        .invalidInput, name,
        "has \(piece.table.frames.count) frames, and the plan says \(plan.spans[piece.span - 1].frames)",
        remedy: "encode its span again")
    }
  }
}
