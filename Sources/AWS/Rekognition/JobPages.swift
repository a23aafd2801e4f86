import AWS
public import Detections

/// The results of a job, page by page in order of timestamps. One page is prefetched.
///
/// Pagination tokens expire after 24 hours. `next()` then throws `PaginationRestarted`, and the pages start
/// again from the first one, at most `maxRestarts` times.
public actor JobPages: ResponsePages {
  public nonisolated let name: String
  private let client: RekognitionClient
  private let job: RekognitionJob
  private var position = Position.page(token: nil)
  private var prefetched: Task<Page, any Error>?
  private var restarts = 0

  private enum Position: Equatable {
    case page(token: String?)
    case end
  }

  private struct Page {
    var bytes: [UInt8]
    var next: Position
  }

  /// The maximum number of restarts.
  static let maxRestarts = 3

  /// - Parameter job: a job with the status `SUCCEEDED`.
  public init(of job: RekognitionJob, _ client: RekognitionClient) {
    self.job = job
    self.client = client
    name = "the results of \(job)"
  }

  deinit { prefetched?.cancel() }

  /// The bytes of the next page as the service sent them; nil after the last page.
  ///
  /// - Throws: `PaginationRestarted` before the pages start again, `RekognitionError` if the job is not
  ///   `SUCCEEDED` or a page is malformed, otherwise as `AWSClient.perform`.
  public func next() async throws -> [UInt8]? {
    guard let fetch = prefetched ?? nextFetch() else { return nil }
    prefetched = nil
    do {
      let page = try await withTaskCancellationHandler {
        try await fetch.value
      } onCancel: {
        fetch.cancel()
      }
      position = page.next
      prefetched = nextFetch()
      return page.bytes
    } catch let error as AWSError
      where error.code == RekognitionClient.paginationTokenExpired && position != .page(token: nil)
    {
      position = .page(token: nil)
      restarts += 1
      guard restarts <= Self.maxRestarts else { throw error }
      throw PaginationRestarted()
    }
  }

  private func nextFetch() -> Task<Page, any Error>? {
    guard case .page(let token) = position else { return nil }
    return Task { [client, job] in try await Self.page(token, of: job, client) }
  }

  private static func page(_ token: String?, of job: RekognitionJob, _ client: RekognitionClient) async throws
    -> Page
  {
    var retry = OutageRetry(client.environment, hasSucceeded: token != nil)
    while true {
      do {
        let (bytes, head) = try await client.page(of: job, after: token)
        return Page(bytes: bytes, next: try position(after: head, token, job))
      } catch {
        try await retry.backOffOrThrow(error)
      }
    }
  }

  /// Checks the status of a page and returns the position after it.
  private static func position(
    after head: PageHead, _ token: String?, _ job: RekognitionJob
  ) throws(RekognitionError) -> Position {
    switch head.jobStatus {
    case "SUCCEEDED": break
    case "FAILED": throw .failed(job, head.statusMessage)
    case "IN_PROGRESS": throw .inProgress(job)
    case let status:
      throw .malformed(job.kind.getOperation, "\(job)", "has the unexpected JobStatus \(status ?? "none")")
    }
    guard let next = head.nextToken else { return .end }
    guard next != token else {
      throw .malformed(job.kind.getOperation, "\(job)", "repeats the NextToken of its request")
    }
    return .page(token: next)
  }
}
