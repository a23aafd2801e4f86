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
    let reader = try MediaReader(input: input)
    do {
      var description = try await reader.open()
      await reader.close()
      description.tracks = description.tracks.filter { options.keeps($0.kind) }
      let join = try PieceJoin(
        profile: profile, description: description, metadata: options.metadata, sink: sink)
      let inputs = try pieces.map { try PieceInput($0) }
      for number in try await join.order(inputs, { try numbers(of: $0) }) {
        let piece = inputs[number]
        try await join.add(piece) { try self.piece($0).table }
      }
      return try await join.finish(comparing: plan.read)
    } catch {
      await reader.close()
      throw error
    }
  }

  /// The places of the inputs in the order of their spans.
  private func numbers(of inputs: [PieceInput]) throws -> [Int] {
    var found: [Int: Int] = [:]
    for (place, input) in inputs.enumerated() {
      let span = try piece(input).span
      if let other = found.updateValue(place, forKey: span) {
        throw UserError(
          .invalidInput, input.name, "is the piece of span \(span), and so is \(inputs[other].name)",
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
    guard piece.plan == digest, (1...plan.spans.count).contains(piece.span) else {
      throw UserError(
        .invalidInput, input.name, "is a piece of another plan, or the plan was changed",
        remedy: "give the pieces that were made with this plan")
    }
    guard piece.table.frames.count == plan.spans[piece.span - 1].frames else {
      throw UserError(
        .invalidInput, input.name,
        "has \(piece.table.frames.count) frames, and the plan says \(plan.spans[piece.span - 1].frames)",
        remedy: "encode its span again")
    }
    return piece
  }
}
