import Rekognition

/// Jobs on their way, and what people are told of them meanwhile.
struct RekognitionSession {
  private let client: RekognitionClient
  private let slotWait: Double?
  private let isQuiet: Bool

  /// - Parameter slotWait: how many seconds a start waits while the account's jobs are all taken.
  init(slotWait: Double? = nil, isQuiet: Bool) throws {
    client = RekognitionClient(try Remote.aws())
    self.slotWait = slotWait
    self.isQuiet = isQuiet
  }

  func start(_ request: JobRequest) async throws -> RekognitionJob {
    var starter = JobStarter(client)
    if let slotWait { starter.slotLimit = slotWait }
    return try await starter.start(request) {
      guard !isQuiet else { return }
      Terminal.message(
        "frameveil: as many jobs as the account may have are open; waiting for one to end, "
          + "\(Int(starter.slotLimit)) s at most\n")
    }
  }

  /// Says which job it is, so that it can be gone on with if this run breaks off.
  func tell(_ job: RekognitionJob) {
    Terminal.line("frameveil: Rekognition's \(job) (\(job.kind.rawValue)) was started")
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

  /// Seconds between two lines where there is no terminal.
  private static let quietInterval = 60.0
}
