import AWS
import Core
import HTTP
import Synchronization

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
  func uploadAbortingOnCancellation() async throws -> MultipartUpload {
    let started = try await withCancellationShield { try await upload() }
    guard Task.isCancelled else { return started }
    do {
      try await withCancellationShield {
        try await started.abort()
        try await started.abortOrphans()
      }
    } catch {
      throw LeftoverError(cause: CancellationError(), leftover: UserError.uploadNotAborted(started, error))
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
    case let error as HTTPError: [.timedOut, .broken, .invalidResponse].contains(error.code)
    case is CancellationError: true
    default: false
    }
  }
}

/// The multipart uploads to a key that are in progress (Amazon S3 API Reference, "ListMultipartUploads").
struct UploadsInProgress {
  let client: AWSClient
  let location: ObjectReference

  /// The ids of uploads started in a time span. The span is converted to the store's clock.
  func ids(begunIn span: ClosedRange<ContinuousClock.Instant>) async throws -> [String] {
    var call = AWSCall.s3("ListMultipartUploads", "GET", ObjectReference(bucket: location.bucket, key: ""))
    call.query = [("prefix", location.key), ("uploads", "")]
    let response = try await client.perform(call)
    guard let now = response.headers["Date"].flatMap(HTTPDate.seconds) else {
      throw HTTPError(
        .invalidResponse, "\(location): the response to ListMultipartUploads has no valid Date field")
    }
    // In seconds before now, with a tolerance of 2 s, since stores round times.
    let instant = ContinuousClock.now
    let ages = (instant - span.upperBound) / .seconds(1) - 2...(instant - span.lowerBound) / .seconds(1) + 2
    return try XMLElement(parsing: response.body).all("Upload").compactMap { upload in
      guard upload["Key"]?.text.utf8.elementsEqual(location.key.utf8) == true,
        let time = upload["Initiated"].flatMap(Self.seconds),
        ages.contains(Double(now - time))
      else { return nil }
      return upload["UploadId"]?.text
    }
  }

  /// Parses `2026-11-21T12:00:00.000Z` to POSIX time.
  private static func seconds(_ element: XMLElement) -> Int64? {
    let whole = element.text.prefix { $0 != "." && $0 != "Z" }.filter { $0 != "-" && $0 != ":" }
    return CivilTime(basic: whole + "Z")?.secondsSince1970
  }
}

/// A multipart upload that may exist and is neither completed nor aborted.
///
/// All are registered globally, so that a process that must exit before a store responds can report what remains and
/// how to remove it.
public final class UnfinishedUpload: Sendable {
  private static let open = Mutex<[ObjectIdentifier: String]>([:])

  /// What would remain if the process exited now, with the remedy: one message per upload.
  public static var all: [String] { open.withLock { $0.values.sorted() } }

  /// Sets the message.
  func note(_ remedy: any Error) {
    let message = "\(remedy)"
    Self.open.withLock { $0[ObjectIdentifier(self)] = message }
  }

  /// Unregisters it: completed, aborted or reported.
  func end() { Self.open.withLock { $0[ObjectIdentifier(self)] = nil } }

  deinit { end() }
}
