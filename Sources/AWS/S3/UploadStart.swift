import AWS
import Core
import HTTP

/// Begins a multipart upload, and leaves none behind where the answer to that is lost.
///
/// S3 makes a new upload each time that it is asked. Where no answer comes there may be one, so before asking again
/// the open uploads of this key are listed, and the one begun meanwhile is taken if it is the only one and has no
/// part. What else was begun in that time is looked for again at the end (`MultipartUpload.abortTwins`).
struct UploadStart {
  let client: AWSClient
  let location: ObjectReference
  let properties: S3Properties

  private static let attempts = 3

  /// The same where the task may be cancelled. Such a request may have begun an upload all the same, so its answer is
  /// waited for a while, and an upload that is not wanted any more is thrown away.
  func uncancelled() async throws -> MultipartUpload {
    let begun = try await withCancellationShield { try await upload() }
    guard Task.isCancelled else { return begun }
    do {
      try await withCancellationShield {
        try await begun.abort()
        try await begun.abortTwins()
      }
    } catch {
      throw LeftoverError(cause: CancellationError(), leftover: UserError.leftover(begun, error))
    }
    throw CancellationError()
  }

  func upload() async throws -> MultipartUpload {
    let begin = ContinuousClock.now
    var doubt: ClosedRange<ContinuousClock.Instant>?
    // The store may still come to a request on which it was silent.
    var mayBeLeft = false
    var attempt = 1
    while true {
      do {
        return upload(try await create(), doubt)
      } catch {
        let isLast = attempt == Self.attempts || !Self.mayHaveBegun(error) || Task.isCancelled
        if Self.mayHaveBegun(error) {
          doubt = begin...ContinuousClock.now
          mayBeLeft = mayBeLeft || !(error is AWSError)
        }
        do {
          if let doubt, let upload = try await lost(in: doubt) { return upload }
        } catch {
          mayBeLeft = true
        }
        if isLast {
          throw mayBeLeft
            ? LeftoverError(cause: error, leftover: UserError.mayBeLeft(at: location, error)) : error
        }
        attempt += 1
      }
    }
  }

  /// The upload that a request began whose answer was lost, if that is certain.
  private func lost(in doubt: ClosedRange<ContinuousClock.Instant>) async throws -> MultipartUpload? {
    let ids = try await OpenUploads(client: client, location: location).ids(begunIn: doubt)
    guard ids.count == 1 else { return nil }
    let upload = upload(ids[0], doubt)
    return try await upload.isEmpty() ? upload : nil
  }

  private func upload(_ id: String, _ doubt: ClosedRange<ContinuousClock.Instant>?) -> MultipartUpload {
    MultipartUpload(client: client, location: location, id: id, doubt: doubt)
  }

  private func create() async throws -> String {
    var call = AWSCall.s3("CreateMultipartUpload", "POST", location)
    call.query = [("uploads", "")]
    call.headers = properties.headers
    call.headers["x-amz-checksum-algorithm"] = "CRC32C"
    call.isIdempotent = false
    let answer = try await client.perform(call)
    guard let id = try? XMLElement(parsing: answer.body)["UploadId"]?.text, !id.isEmpty else {
      throw HTTPError(.broken, "\(location): the store began an upload and did not say its id")
    }
    return id
  }

  private static func mayHaveBegun(_ error: any Error) -> Bool {
    switch error {
    case let error as AWSError: error.isRetryable
    case let error as HTTPError: [.timedOut, .broken, .notHTTP].contains(error.code)
    case is CancellationError: true
    default: false
    }
  }
}
