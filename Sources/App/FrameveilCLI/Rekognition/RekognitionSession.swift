import Rekognition

/// Starts jobs and waits for them, with status messages on standard error.
struct RekognitionSession {
  private let client: RekognitionClient
  private let slotWait: Double
  private let isQuiet: Bool

  /// - Parameter slotWait: the maximum seconds that a start waits while the account's job limit is reached.
  init(slotWait: Double = JobStarter.defaultJobSlotTimeout, isQuiet: Bool) throws {
    client = RekognitionClient(try Remote.aws())
    self.slotWait = slotWait
    self.isQuiet = isQuiet
  }

  func start(_ request: JobRequest) async throws -> RekognitionJob {
    let starter = JobStarter(client, jobSlotTimeout: slotWait)
    return try await starter.start(request) {
      guard !isQuiet else { return }
      Terminal.message(
        "frameveil: the account's limit of open jobs is reached (LimitExceededException); waiting for a free slot, "
          + "\(Int(starter.jobSlotTimeout)) s at most\n")
    }
  }

  /// Prints the job id, so that an interrupted run can be continued with `--rekognition-job`.
  func printStatus(_ job: RekognitionJob) {
    Terminal.line("frameveil: Rekognition \(job) (\(job.kind.rawValue)) was started")
  }

  func wait(for job: RekognitionJob) async throws {
    let isShown = Terminal.isInteractive && !isQuiet
    defer { if isShown { Terminal.redraw("") } }
    var shown = 0.0
    try await JobWatch(client).wait(for: job) { seconds in
      let time = "\(Int(seconds) / 60):\(Int(seconds) % 60 < 10 ? "0" : "")\(Int(seconds) % 60)"
      if isShown {
        Terminal.redraw("\(job)  in progress  \(time)")
      } else if !isQuiet, seconds - shown >= Self.quietInterval {
        shown = seconds
        Terminal.line("\(job)  in progress  \(time)")
      }
    }
  }

  func pages(of job: RekognitionJob) -> JobPages { JobPages(of: job, client) }

  /// Seconds between two status lines if standard error is not a terminal.
  private static let quietInterval = 60.0
}
