import AWS
import Core
import Detections
import HTTP

/// Waits for jobs by polling their status with a growing interval.
public struct JobWatch: Sendable {
  private let client: RekognitionClient

  public init(_ client: RekognitionClient) { self.client = client }

  /// Returns when a job has succeeded. There is no timeout.
  ///
  /// - Parameter onWait: called after each poll of a running job, with the seconds since the first poll.
  /// - Throws: `RekognitionError` if the job failed, otherwise as `AWSClient.perform`.
  public func wait(for job: RekognitionJob, onWait: (Double) -> Void = { _ in }) async throws {
    let environment = client.environment
    let start = environment.now()
    var retry = OutageRetry(environment)
    let backoff = Backoff(first: 1.5, factor: 1.3, most: 15, jitter: .quarter)
    var polls = 0
    while true {
      do {
        if try await isDone(job) { return }
        retry.succeed()
      } catch {
        try await retry.backOffOrThrow(error)
        continue
      }
      onWait(environment.now() - start)
      polls += 1
      try await environment.sleep(backoff.seconds(after: polls, random: environment.random()))
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
        job.kind.getOperation, "\(job)", "has the unexpected JobStatus \(status ?? "none")")
    }
  }
}
