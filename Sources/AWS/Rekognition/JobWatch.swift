import AWS
import Core
import Detections
import HTTP

/// Waits for jobs by asking how they stand, less and less often.
public struct JobWatch: Sendable {
  private let client: RekognitionClient

  /// Asks by `client`.
  public init(_ client: RekognitionClient) { self.client = client }

  /// Returns when a job has succeeded; a job may take as long as it likes.
  ///
  /// - Parameter onWait: called after each look at a job that is not done, with the seconds since the first.
  /// - Throws: `RekognitionError` for a job that failed, else as `AWSClient.perform` does.
  public func wait(for job: RekognitionJob, onWait: (Double) -> Void = { _ in }) async throws {
    let environment = client.environment
    let start = environment.now()
    var retry = OutageRetry(environment)
    let backoff = Backoff(first: 1.5, factor: 1.3, most: 15, jitter: .quarter)
    var looks = 0
    while true {
      do {
        if try await isDone(job) { return }
        retry.succeed()
      } catch {
        try await retry.bear(error)
        continue
      }
      onWait(environment.now() - start)
      looks += 1
      try await environment.sleep(backoff.seconds(after: looks, random: environment.random()))
    }
  }

  private func isDone(_ job: RekognitionJob) async throws -> Bool {
    let head = try await client.page(of: job, size: 1).head
    switch head.jobStatus {
    case "SUCCEEDED": return true
    case "IN_PROGRESS": return false
    case "FAILED": throw RekognitionError.failed(job, head.statusMessage)
    case let status:
      throw RekognitionError.malformed(
        job.kind.getOperation, "\(job)", "has the JobStatus \(status ?? "none")")
    }
  }
}
