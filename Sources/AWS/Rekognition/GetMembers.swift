/// The members of all Get… operations. Pages are asked for in the order of time, an entry for each instant.
public struct GetMembers: Encodable {
  /// As many as a page can have; asking for more is asking for these.
  public static let largestPage = 1000

  private var JobId: String
  private var MaxResults: Int
  private var NextToken: String?
  private var SortBy: String?
  private var AggregateBy: String?

  init(_ job: RekognitionJob, pageSize: Int = largestPage, token: String? = nil) {
    JobId = job.id
    MaxResults = pageSize
    NextToken = token
    if job.kind.isSortable { SortBy = "TIMESTAMP" }
    if job.kind.isAggregable { AggregateBy = "TIMESTAMPS" }
  }
}
