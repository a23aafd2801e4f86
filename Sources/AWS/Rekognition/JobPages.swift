import AWS
public import Detections

/// What a job found, page by page in the order of time; one page is read ahead.
///
/// A page's token lives for a day. When it has expired, all begins again at page one, a few times.
public actor JobPages: ResponsePages {
  /// How messages name the answer.
  public nonisolated let name: String
  private let client: RekognitionClient
  private let job: RekognitionJob
  private var position = Position.page(token: nil)
  private var ahead: Task<Page, any Error>?
  private var restarts = 0

  private enum Position: Equatable {
    case page(token: String?)
    case end
  }

  private struct Page {
    var bytes: [UInt8]
    var next: Position
  }

  /// How often it may begin again.
  static let mostRestarts = 3

  /// The pages of a job that has succeeded.
  public init(of job: RekognitionJob, _ client: RekognitionClient) {
    self.job = job
    self.client = client
    name = "the answer of \(job)"
  }

  deinit { ahead?.cancel() }

  /// The next page's bytes, as the service sent them; nil after the last.
  public func next() async throws -> [UInt8]? {
    guard let fetch = ahead ?? nextFetch() else { return nil }
    ahead = nil
    do {
      let page = try await withTaskCancellationHandler {
        try await fetch.value
      } onCancel: {
        fetch.cancel()
      }
      position = page.next
      ahead = nextFetch()
      return page.bytes
    } catch let error as AWSError
      where error.code == RekognitionClient.isExpired && position != .page(token: nil)
    {
      position = .page(token: nil)
      restarts += 1
      guard restarts <= Self.mostRestarts else { throw error }
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
        try await retry.bear(error)
      }
    }
  }

  /// Where a page that is in order goes on.
  private static func position(
    after head: PageHead, _ token: String?, _ job: RekognitionJob
  ) throws(RekognitionError) -> Position {
    switch head.jobStatus {
    case "SUCCEEDED": break
    case "FAILED": throw .failed(job, head.statusMessage)
    case "IN_PROGRESS": throw .inProgress(job)
    case let status:
      throw .malformed(job.kind.getOperation, "\(job)", "has the JobStatus \(status ?? "none")")
    }
    guard let next = head.nextToken else { return .end }
    guard next != token else {
      throw .malformed(job.kind.getOperation, "\(job)", "names itself as the page after it")
    }
    return .page(token: next)
  }
}
