import AWS
import Core
import HTTP

/// Starts a multipart upload without leaving orphaned uploads when a response is lost.
///
/// CreateMultipartUpload is not idempotent: each request creates a new upload. If a response is lost, an upload may
/// exist. So before a retry the uploads of this key in progress are listed, and one started in the uncertainty window
/// is used if it is the only one and has no part. Others are searched for again at the end
/// (`MultipartUpload.abortOrphans`).
struct UploadStart {
  let client: AWSClient
  let location: ObjectReference
  let properties: S3Properties

  private static let attempts = 3

  /// As `upload`, but handles cancellation: a cancelled request may still start an upload, so its response is awaited
  /// for the grace period of a cancellation shield, and the upload is then aborted.
  func uncancelled() async throws -> MultipartUpload {
    let started = try await withCancellationShield { try await upload() }
    guard Task.isCancelled else { return started }
    do {
      try await withCancellationShield {
        try await started.abort()
        try await started.abortOrphans()
      }
    } catch {
      throw LeftoverError(cause: CancellationError(), leftover: UserError.leftover(started, error))
    }
    throw CancellationError()
  }

  func upload() async throws -> MultipartUpload {
    let begin = ContinuousClock.now
    var uncertaintyWindow: ClosedRange<ContinuousClock.Instant>?
    // The store may still process a request to which it did not respond.
    var startUnconfirmed = false
    var attempt = 1
    while true {
      do {
        return upload(try await create(), uncertaintyWindow)
      } catch {
        let isLast = attempt == Self.attempts || !Self.mayHaveStarted(error) || Task.isCancelled
        if Self.mayHaveStarted(error) {
          uncertaintyWindow = begin...ContinuousClock.now
          startUnconfirmed = startUnconfirmed || !(error is AWSError)
        }
        do {
          if let uncertaintyWindow, let upload = try await lost(in: uncertaintyWindow) { return upload }
        } catch {
          startUnconfirmed = true
        }
        if isLast {
          throw startUnconfirmed
            ? LeftoverError(cause: error, leftover: UserError.startUnconfirmed(at: location, error)) : error
        }
        attempt += 1
      }
    }
  }

  /// The upload started by a request whose response was lost, if it can be identified.
  private func lost(in uncertaintyWindow: ClosedRange<ContinuousClock.Instant>) async throws
    -> MultipartUpload?
  {
    let ids = try await UploadsInProgress(client: client, location: location).ids(begunIn: uncertaintyWindow)
    guard ids.count == 1 else { return nil }
    let upload = upload(ids[0], uncertaintyWindow)
    return try await upload.isEmpty() ? upload : nil
  }

  private func upload(_ id: String, _ uncertaintyWindow: ClosedRange<ContinuousClock.Instant>?)
    -> MultipartUpload
  {
    MultipartUpload(client: client, location: location, id: id, uncertaintyWindow: uncertaintyWindow)
  }

  private func create() async throws -> String {
    var call = AWSCall.s3("CreateMultipartUpload", "POST", location)
    call.query = [("uploads", "")]
    call.headers = properties.headers
    call.headers["x-amz-checksum-algorithm"] = "CRC32"
    call.isIdempotent = false
    let response = try await client.perform(call)
    guard let id = try? XMLElement(parsing: response.body)["UploadId"]?.text, !id.isEmpty else {
      throw HTTPError(.broken, "\(location): the response to CreateMultipartUpload has no UploadId")
    }
    return id
  }

  private static func mayHaveStarted(_ error: any Error) -> Bool {
    switch error {
    case let error as AWSError: error.isRetryable
    case let error as HTTPError: [.timedOut, .broken, .notHTTP].contains(error.code)
    case is CancellationError: true
    default: false
    }
  }
}
