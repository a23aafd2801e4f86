public import Detections
import FoundationEssentials

/// One request each; who waits for what, and what is tried again, is decided above.
extension RekognitionClient {
  /// What Start… says when as many jobs are open as the account may have.
  static let isFull = "LimitExceededException"
  /// What Get… says of a page's token that is older than a day.
  static let isExpired = "InvalidPaginationTokenException"

  /// Starts a job.
  ///
  /// - Parameter token: two starts with the same are one job.
  public func start(_ request: JobRequest, token: String) async throws -> RekognitionJob {
    struct Members: Decodable { var JobId: String }
    let answer = try await call(
      request.kind.startOperation, StartMembers(request, token: token), about: "\(request.video)",
      unretried: [Self.isFull])
    guard let members = try? JSONDecoder().decode(Members.self, from: Data(answer)), !members.JobId.isEmpty
    else {
      throw RekognitionError.malformed(request.kind.startOperation, "\(request.video)", "has no JobId")
    }
    return RekognitionJob(kind: request.kind, id: members.JobId)
  }

  /// A page of what a job found, as the service gave it, and what its head says; whatever the job's status.
  public func page(
    of job: RekognitionJob, size: Int = GetMembers.largestPage, after token: String? = nil
  ) async throws -> (bytes: [UInt8], head: PageHead) {
    let members = GetMembers(job, pageSize: size, token: token)
    let bytes = try await call(
      job.kind.getOperation, members, about: "\(job)", unretried: [Self.isExpired])
    return (bytes, try PageHead(bytes, of: job))
  }
}
