import AWS
import Core
import Media
import Pipeline
import S3

/// The join of a plan's pieces: that of the command, and that of the workflow.
struct JoinRun {
  /// Where the pieces are.
  enum Pieces {
    case list([Address])
    /// Their names begin with a prefix: that of span K is followed by `K.piece`.
    case prefix(Address)

    func addresses(_ spans: Int) throws -> [Address] {
      switch self {
      case .list(let addresses): addresses
      case .prefix(let prefix): try (1...max(1, spans)).map { try Address("\(prefix)\($0).piece") }
      }
    }
  }

  var plan: Address
  var pieces: Pieces
  /// The video of the plan; nil if it is where the plan says.
  var input: Address?
  var output: Address
  var properties = S3Properties()
  var replaces = false

  func perform() async throws -> MediaWriter.Result {
    let (plan, digest) = try await PlanFile().read(plan)
    let input = try input ?? Address(plan.input.name)
    if case .object(let location) = output { try OutputDestination.check(location, isNot: input) }
    let media = try await input.input()
    try await plan.input.checkDigest(input, media)
    let request = try SpanArguments.request(plan.options, input: input, output: output)
    let job = JoinJob(input: media, plan: plan, digest: digest, options: request.options)
    let profile = try plan.profile.parsed()
    let pieces = try pieces.addresses(plan.spans.count)
    if let result = try await joinedInStore(job, pieces, profile) { return result }
    return try await joined(job, pieces, profile, input)
  }

  /// Lets the store copy the media data if pieces and output are objects; nil if that is not possible.
  private func joinedInStore(_ job: JoinJob, _ pieces: [Address], _ profile: EncodeProfile) async throws
    -> MediaWriter.Result?
  {
    let objects = pieces.compactMap { if case .object(let object) = $0 { object } else { nil } }
    guard case .object(let location) = output, objects.count == pieces.count else { return nil }
    let join = ObjectJoin(job: job, profile: profile, client: try Remote.aws())
    return try await join.run(
      objects, to: location, properties: OutputDestination.typed(properties, output), replacing: replaces)
  }

  private func joined(
    _ job: JoinJob, _ pieces: [Address], _ profile: EncodeProfile, _ input: Address
  ) async throws -> MediaWriter.Result {
    let result = try await OutputDestination.claim(
      output, replacing: replaces, input: input, properties: properties)
    return try await abandoningOnFailure([result].compactMap(\.self)) {
      var inputs: [MediaInput] = []
      for piece in pieces { inputs.append(try await piece.input()) }
      let sink: any ByteSink = result ?? StandardOutput()
      let written = try await withStopOnCancellation(sink) {
        try await job.run(inputs, profile: profile, sink: sink)
      }
      try Task.checkCancellation()
      try await result?.publish()
      return written
    }
  }
}
