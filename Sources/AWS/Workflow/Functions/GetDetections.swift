public import LambdaRuntime

/// The `get-detections` function: copies the results of a job page by page into the detections bucket.
/// Shortly before its deadline it returns the pagination token with which the next invocation continues.
public struct GetDetections: WorkflowFunction {
  /// The job, and the progress of earlier invocations.
  public struct Event: Decodable, Sendable {
    var jobId: String
    var token: String
    var nextToken: String?
    @Count var parts: Int
    @Count var faces: Int
  }
  /// The progress so far, which is the event of the next invocation.
  public struct Response: Encodable, Sendable, Equatable {
    var jobId: String
    var token: String
    var nextToken: String?
    var parts: Int
    var faces: Int
    var done: Bool
    var detections: DetectionParts
  }

  private let service: any FaceDetectionService
  private let store: any ObjectStore
  private let bucket: String

  /// Rekognition's maximum number of faces per page.
  static let maxFacesPerPage = 1000
  /// The remaining time below which no further page is fetched. A page takes one or two seconds; throttling
  /// adds retries.
  static let minRemainingSeconds = 20.0

  /// Reads `DETECTIONS_BUCKET`.
  public init(
    _ variables: Variables, service: any FaceDetectionService, store: any ObjectStore
  ) throws(WorkflowError) {
    self.service = service
    self.store = store
    bucket = try variables.required("DETECTIONS_BUCKET")
  }

  /// Fetches at least one page, so that every invocation makes progress.
  public func handle(_ event: Event, _ context: InvocationContext) async throws -> Response {
    var response = Response(
      jobId: event.jobId, token: event.token, nextToken: event.nextToken, parts: event.parts,
      faces: event.faces,
      done: false, detections: DetectionParts(bucket: bucket, prefix: event.token, parts: event.parts))
    do {
      try await fetch(into: &response, context)
    } catch
      where response.nextToken != nil && FunctionFailure(error).type == "InvalidPaginationTokenException"
    {
      // Pagination tokens expire after 24 hours. The parts fetched so far are overwritten.
      context.log.warning(
        "the pagination token has expired: fetching again from the first page", ["jobId": .text(event.jobId)])
      (response.nextToken, response.parts, response.faces) = (nil, 0, 0)
      try await fetch(into: &response, context)
    }
    context.log.info(
      response.done ? "all pages are fetched" : "the deadline is near; the next invocation continues",
      ["jobId": .text(event.jobId), "parts": .whole(response.parts), "faces": .whole(response.faces)])
    return response
  }

  private func fetch(into response: inout Response, _ context: InvocationContext) async throws {
    repeat {
      let page = try await service.page(
        of: response.jobId, most: Self.maxFacesPerPage, after: response.nextToken)
      guard page.status == "SUCCEEDED" else {
        let reason = page.statusMessage.map { ": \($0)" } ?? ""
        throw WorkflowError(.jobNotDone, "job \(response.jobId) is \(page.status)\(reason)")
      }
      try Task.checkCancellation()
      response.parts += 1
      response.detections.parts = response.parts
      try await store.write(
        page.bytes, to: response.detections[response.parts], contentType: "application/json")
      response.faces += page.faces
      response.nextToken = page.nextToken
      response.done = page.nextToken == nil
    } while !response.done && context.secondsLeft > Self.minRemainingSeconds
  }
}
