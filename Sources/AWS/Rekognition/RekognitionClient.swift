public import AWS
public import Detections
import FoundationEssentials
import HTTP

/// Calls operations of Amazon Rekognition (API version 2016-06-27) with the AWS JSON 1.1 protocol.
public struct RekognitionClient: Sendable {
  private let aws: AWSClient
  /// Clock, sleeping and randomness for the retries.
  let environment: AWSEnvironment

  public init(_ aws: AWSClient, environment: AWSEnvironment = .process) {
    self.aws = aws
    self.environment = environment
  }

  /// Calls an operation and returns the JSON of the response.
  ///
  /// - Parameters:
  ///   - members: the request members, encoded as JSON.
  ///   - subject: the resource, for error messages.
  ///   - unretried: error codes that the caller handles.
  /// - Throws: as `AWSClient.perform`.
  func call(
    _ operation: String, _ members: some Encodable, about subject: String, unretried: Set<String> = []
  ) async throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var call = AWSCall(
      service: "rekognition", method: "POST", path: "/",
      headers: [
        "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "RekognitionService.\(operation)",
      ],
      body: Array(try encoder.encode(members)), operation: operation)
    call.subject = subject
    call.unretriedCodes = unretried
    return try await aws.perform(call, upTo: Self.maxResponseBytes).body
  }

  /// Far above the largest page: 1,000 faces with all attributes take 4 MB.
  private static let maxResponseBytes = 64 << 20
}

/// Each method sends one request with the client's own retries. `JobStarter`, `JobWatch` and `JobPages` wait
/// and retry longer.
extension RekognitionClient {
  /// The error code of `Start…` if the account's limit of concurrent jobs is reached.
  static let jobLimitExceeded = "LimitExceededException"
  /// The error code of `Get…` for an expired pagination token.
  static let paginationTokenExpired = "InvalidPaginationTokenException"

  /// Starts a job.
  ///
  /// Starts a job.
  ///
  /// - Parameter token: `ClientRequestToken`; requests with the same token start one job.
  public func start(_ request: JobRequest, token: String) async throws -> RekognitionJob {
    struct Members: Decodable { var JobId: String }
    let response = try await call(
      request.kind.startOperation, StartMembers(request, token: token), about: "\(request.video)",
      unretried: [Self.jobLimitExceeded])
    guard let members = try? JSONDecoder().decode(Members.self, from: Data(response)), !members.JobId.isEmpty
    else {
      throw RekognitionError.malformed(request.kind.startOperation, "\(request.video)", "has no JobId")
    }
    return RekognitionJob(kind: request.kind, id: members.JobId)
  }

  /// Fetches a page of results, whatever the status of the job.
  ///
  /// - Returns: the bytes of the response, and its decoded status and pagination members.
  public func page(
    of job: RekognitionJob, size: Int = GetMembers.maxPageSize, after token: String? = nil
  ) async throws -> (bytes: [UInt8], head: PageHead) {
    let members = GetMembers(job, pageSize: size, token: token)
    let bytes = try await call(
      job.kind.getOperation, members, about: "\(job)", unretried: [Self.paginationTokenExpired])
    return (bytes, try PageHead(bytes, of: job))
  }
}

/// The request members of all `Get…` operations. Results are requested in order of timestamps, aggregated by
/// timestamp.
public struct GetMembers: Encodable {
  /// The maximum of `MaxResults`; the service treats larger values as this one.
  public static let maxPageSize = 1000

  private var JobId: String
  private var MaxResults: Int
  private var NextToken: String?
  private var SortBy: String?
  private var AggregateBy: String?

  init(_ job: RekognitionJob, pageSize: Int = maxPageSize, token: String? = nil) {
    JobId = job.id
    MaxResults = pageSize
    NextToken = token
    if job.kind.isSortable { SortBy = "TIMESTAMP" }
    if job.kind.isAggregable { AggregateBy = "TIMESTAMPS" }
  }
}
