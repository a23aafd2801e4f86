/// An answer that arrives page by page; one consumer pulls.
public protocol ResponsePages: Sendable {
  /// How messages name the answer.
  var name: String { get }
  /// The bytes of the next page; nil after the last.
  ///
  /// - Throws: `PaginationRestarted` where the rest is to be had no more: the call after that gives page one.
  func next() async throws -> [UInt8]?
}

/// The pages that were given are void, and all come once more from the first.
public struct PaginationRestarted: Error {
  /// Says so.
  public init() {}
}

/// What a page of an answer says beside its list: how its job stands, of what video it is, and where it goes on.
public struct PageHead: Sendable {
  /// `JobStatus`: `SUCCEEDED`, `IN_PROGRESS` or `FAILED`; nil where the page does not say.
  public let jobStatus: String?
  /// `StatusMessage`: why a job failed.
  public let statusMessage: String?
  /// `NextToken`: what asks for the next page; nil on the last.
  public let nextToken: String?
  /// What the page says of the video.
  public let metadata: VideoMetadata?

  /// Reads a page, which must be one whole JSON object; its list is passed over.
  public init(reading page: [UInt8]) throws(DetectionError) {
    var rest = page
    var json = JSONReader { bytes in swap(&bytes, &rest) }
    guard try json.nextDocument(), try json.peekKind() == .object else {
      throw .unknownShape("the page is not a JSON object", at: json.markedPlace)
    }
    var response = Response(at: json.markedPlace)
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
