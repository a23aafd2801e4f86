/// A paginated response. One consumer, which pulls.
public protocol ResponsePages: Sendable {
  /// The name of the response in messages.
  var name: String { get }
  /// The bytes of the next page; nil after the last.
  ///
  /// - Throws: `PaginationRestarted` if the remaining pages are no longer available; the next call then
  ///   returns the first page.
  func next() async throws -> [UInt8]?
}

/// Pagination has restarted: the pages returned so far are invalid, and all follow again from the first.
public struct PaginationRestarted: Error {
  public init() {}
}

/// The members of a page besides its list: the job's status, the video's metadata and the token of the next
/// page.
public struct PageHead: Sendable {
  /// `JobStatus`: `SUCCEEDED`, `IN_PROGRESS` or `FAILED`; nil if absent.
  public let jobStatus: String?
  /// `StatusMessage`: why a job failed.
  public let statusMessage: String?
  /// `NextToken`: requests the next page; nil on the last page.
  public let nextToken: String?
  public let metadata: VideoMetadata?

  /// Parses a page, which must be one complete JSON object; its list is skipped.
  public init(reading page: [UInt8]) throws(DetectionError) {
    var rest = page
    var json = JSONReader { bytes in swap(&bytes, &rest) }
    guard try json.nextDocument(), try json.peekKind() == .object else {
      throw .unknownShape("the page is not a JSON object", at: json.markedPosition)
    }
    var response = Response(at: json.markedPosition)
    try json.beginObject()
    while let key = try json.nextKey() {
      if ResponseList(rawValue: key) != nil {
        try json.skipValue()
      } else {
        try response.readMember(key, from: &json)
      }
    }
    (jobStatus, statusMessage) = (response.jobStatus?.name, response.statusMessage)
    (nextToken, metadata) = (response.nextToken?.text, response.metadata?.value)
  }
}
