import AWS
import Core
import Detections
import Media
import Rekognition

/// `frameveil rekognition`: starts jobs on stored videos, waits for them, and gets their results.
struct RekognitionCommand: Command {
  private enum Action: String {
    case start, wait, get
  }
  private enum Target {
    case video(JobRequest)
    case job(RekognitionJob)
  }

  private let action: Action
  private let target: Target
  private let output: Address?
  private let slotWait: Double
  private let replaces: Bool
  private let isQuiet: Bool

  init(_ arguments: ParsedArguments) throws {
    guard let action = Action(rawValue: arguments.operands[0]) else {
      throw UsageError("unknown action '\(arguments.operands[0])': use start, wait or get")
    }
    self.action = action
    slotWait = arguments[Self.slotWait]
    replaces = arguments[CommonOptions.force]
    isQuiet = arguments[CommonOptions.quiet]
    output = arguments[Self.output]
    try output?.checkAsOutput()
    guard (action == .get) == (output != nil) else {
      throw output == nil ? arguments.missing(Self.output) : arguments.error("--output is for get only")
    }
    target = try Self.target(arguments)
    switch (action, target) {
    case (.start, .job(let job)):
      throw UsageError("start takes a video, s3://BUCKET/KEY, not '\(job.id)'")
    case (.wait, .video): throw UsageError("wait takes the JobId that start printed")
    default: break
    }
  }

  private static func target(_ arguments: ParsedArguments) throws -> Target {
    let kind = arguments[kind]
    switch try Address(arguments.operands[1]) {
    case .object(let location): return .video(try JobArguments.request(kind, location, arguments))
    case .file(let id) where !id.contains("/"): return .job(RekognitionJob(kind: kind, id: id))
    case let other: throw UsageError("'\(other)' is neither a JobId nor s3://BUCKET/KEY")
    }
  }

  func run() async throws { try await Interruption.cancellingOnSignal { try await work() } }

  private func work() async throws {
    guard let output else {
      let jobs = try RekognitionSession(slotWait: slotWait, isQuiet: isQuiet)
      switch target {
      case .video(let request): Terminal.output("\(try await jobs.start(request).id)\n")
      case .job(let job): try await jobs.wait(for: job)
      }
      return
    }
    try await get(into: output)
  }

  /// Gets all pages. Claims the output first, so that an hour-long job is not waited for in vain.
  private func get(into output: Address) async throws {
    var result = try await claim(output)
    let jobs: RekognitionSession
    let job: RekognitionJob
    (jobs, job) = try await abandoningOnFailure([result].compactMap(\.self)) {
      let jobs = try RekognitionSession(slotWait: slotWait, isQuiet: isQuiet)
      return (jobs, try await finishedJob(jobs))
    }
    let pages = jobs.pages(of: job)
    while true {
      do {
        let count = try await abandoningOnFailure([result].compactMap(\.self)) {
          let count = try await write(pages, to: result ?? StandardOutput())
          try Task.checkCancellation()
          try await result?.publish()
          return count
        }
        return printStatus(output, count)
      } catch is PaginationRestarted {
        guard result != nil else { throw Self.paginationRestarted }
        result = try await claim(output)
      }
    }
  }

  private static let paginationRestarted = UserError(
    .unavailable, "standard output",
    "the pagination token expired and the pages start again, but data written to a pipe cannot be withdrawn",
    remedy: "run the command again, or write to a file")

  private func claim(_ output: Address) async throws -> (any ResultSink)? {
    var video: Address?
    if case .video(let request) = target { video = .object(request.video) }
    return try await OutputDestination.claim(output, replacing: replaces, input: video)
  }

  private func finishedJob(_ jobs: RekognitionSession) async throws -> RekognitionJob {
    switch target {
    case .job(let job): return job
    case .video(let request):
      let job = try await jobs.start(request)
      jobs.printStatus(job)
      try await jobs.wait(for: job)
      return job
    }
  }

  /// Writes one page per line and returns the number of pages.
  private func write(_ pages: JobPages, to sink: any ByteSink) async throws -> Int {
    var (count, offset): (Int, UInt64) = (0, 0)
    while let page = try await pages.next() {
      let line = page + [UInt8(ascii: "\n")]
      try await sink.write(line, at: offset)
      offset += UInt64(line.count)
      count += 1
    }
    return count
  }

  private func printStatus(_ output: Address, _ pages: Int) {
    guard !isQuiet else { return }
    Terminal.message(
      "\(output == .standard ? "standard output" : "\(output)"): \(pages) page\(pages == 1 ? "" : "s")\n")
  }
}

/// Makes a job request of a command line.
enum JobArguments {
  static func request(
    _ kind: JobKind, _ video: ObjectReference, _ arguments: ParsedArguments
  ) throws(UsageError) -> JobRequest {
    var request = JobRequest(kind, video)
    request.collection = arguments[RekognitionCommand.collection]
    request.minConfidence = arguments[RekognitionCommand.minConfidence]
    request.minSimilarity = arguments[RekognitionCommand.minSimilarity]
    request.tag = arguments[RekognitionCommand.tag]
    request.token = arguments[RekognitionCommand.token]
    guard (kind == .search) == (request.collection != nil) else {
      throw arguments.error("--kind search and --collection ID require each other")
    }
    switch (arguments[RekognitionCommand.topic], arguments[RekognitionCommand.role]) {
    case (nil, nil): break
    case (let topic?, let role?): request.channel = JobRequest.Channel(topic: topic, role: role)
    default: throw arguments.error("--sns-topic and --role require each other")
    }
    return request
  }
}
