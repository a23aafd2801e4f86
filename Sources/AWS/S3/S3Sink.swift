public import AWS
public import Core
import Synchronization

/// An S3 object as an output, published atomically by a multipart upload.
///
/// Parts are uploaded as they fill, at most `partsInFlight` at once. Back-pressure: while that many are in flight, the
/// blocking `write` blocks the muxer's thread, and the `async` one suspends. The first part is held back until the end,
/// so that its bytes can be overwritten, which an MP4 needs for its index.
public final class S3Sink: ResultSink {
  private struct State {
    var buffer: PartBuffer
    var sending: [Int: Task<Void, Never>] = [:]
    var sent: [MultipartUpload.Part] = []
    var failure: (any Error)?
    var isPublished = false
    var firstSent: ContinuousClock.Instant?
    var orphanedUpload: UserError?
  }
  private let state: Mutex<State>
  private let upload: MultipartUpload
  private let unfinished: UnfinishedUpload
  private let replaces: Bool
  /// Limits the parts in flight.
  private let permits: AsyncSemaphore

  public var name: String { upload.location.description }
  public let rewritableRange: RewritableRange

  /// When the upload of the first part started; nil before.
  public var firstSent: ContinuousClock.Instant? { state.withLock { $0.firstSent } }

  /// After publication: an orphaned upload that may remain in the bucket, and how to remove it.
  public var orphanedUpload: UserError? { state.withLock { $0.orphanedUpload } }

  /// The size of the first part in bytes. An MP4's index (`moov`) must fit in it to be placed before the media data.
  public static let headSize = 8 << 20
  /// The maximum number of parts in flight.
  public static let partsInFlight = 3

  /// Starts an upload.
  ///
  /// - Parameters:
  ///   - replacing: whether an existing object may be replaced.
  ///   - headSize: the size of the first part in bytes, at least S3's minimum part size.
  ///   - partsInFlight: the maximum number of parts in flight.
  /// - Throws: `UserError` if the bucket does not exist or cannot be written, or the object exists and `replacing` is
  ///   false; `CancellationError`; `LeftoverError` if an upload may have been started.
  public init(
    _ client: AWSClient, _ location: ObjectReference, properties: S3Properties, replacing: Bool,
    headSize: Int = headSize, partsInFlight: Int = partsInFlight
  ) async throws {
    state = Mutex(State(buffer: PartBuffer(headSize: headSize)))
    rewritableRange = .head(UInt64(headSize))
    replaces = replacing
    permits = AsyncSemaphore(limit: partsInFlight)
    unfinished = UnfinishedUpload()
    do {
      if !replacing, try await S3Client(client).exists(location) { throw UserError.exists(location) }
      let start = UploadStart(client: client, location: location, properties: properties)
      unfinished.note(UserError.startUnconfirmed(at: location))
      upload = try await start.uploadAbortingOnCancellation()
      unfinished.note(UserError.uploadNotAborted(upload))
    } catch var error as LeftoverError {
      error.cause = UserError.wrapped(error.cause, on: location, isResult: true)
      throw error
    } catch {
      throw UserError.wrapped(error, on: location, isResult: true)
    }
  }

  /// Writes bytes directly after all previous ones, or in the first part. Blocks while `partsInFlight` parts are in
  /// flight.
  public func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(UserError) {
    for part in try take(bytes, at: offset) {
      do {
        try permits.acquireBlocking()
      } catch {
        throw failed(with: error)
      }
      send(part)
    }
  }

  /// As the blocking `write`, but suspends.
  public func write(_ bytes: [UInt8], at offset: UInt64) async throws {
    for part in try bytes.withUnsafeBytes({ try take($0, at: offset) }) { try await sendWhenPermitted(part) }
  }

  /// Cancels uploads in flight, and fails pending and later writes.
  public func stop() {
    permits.close()
    cancelSending()
  }

  /// Uploads the remaining parts and completes the upload. If this throws, `abandon` must be called.
  public func publish() async throws {
    for part in state.withLock({ $0.buffer.takeRest() }) { try await sendWhenPermitted(part) }
    while let task = state.withLock({ $0.sending.values.first }) {
      await withTaskCancellationHandler {
        await task.value
      } onCancel: {
        cancelSending()
      }
    }
    try Task.checkCancellation()
    let (parts, failure) = state.withLock { ($0.sent, $0.failure) }
    if let failure { throw UserError.wrapped(failure, on: upload.location, isResult: true) }
    try await complete(parts.sorted { $0.number < $1.number })
  }

  /// Cancels uploads in flight and aborts the multipart upload.
  ///
  /// - Throws: `UserError` if that fails, so that parts may remain, which are billed.
  public func abandon() async throws {
    guard !state.withLock({ $0.isPublished }) else { return }
    stop()
    while let task = state.withLock({ $0.sending.values.first }) { await task.value }
    // A failure to abort is reported by the caller.
    defer { unfinished.end() }
    do {
      try await upload.abort()
    } catch {
      throw UserError.uploadNotAborted(upload, error)
    }
    do {
      try await upload.abortOrphans()
    } catch {
      throw UserError.startUnconfirmed(at: upload.location, error)
    }
  }

  private func complete(_ parts: [MultipartUpload.Part]) async throws {
    let (upload, replaces) = (upload, replaces)
    unfinished.note(UserError.completionUnconfirmed(upload))
    do {
      // Shielded from cancellation: otherwise it would be unknown whether the object exists.
      try await withCancellationShield { try await upload.complete(parts, replacing: replaces) }
      state.withLock { $0.isPublished = true }
    } catch let error as CancellationError {
      throw LeftoverError(cause: error, leftover: UserError.completionUnconfirmed(upload))
    } catch {
      throw UserError.wrapped(error, on: upload.location, isResult: true)
    }
    unfinished.end()
    do {
      try await withCancellationShield { try await upload.abortOrphans() }
    } catch {
      state.withLock { $0.orphanedUpload = UserError.startUnconfirmed(at: upload.location, error) }
    }
  }
}

/// Uploading parts.
extension S3Sink {
  private func take(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(UserError)
    -> [PartBuffer.Part]
  {
    if let failure = state.withLock({ $0.failure }) { throw failed(with: failure) }
    let parts = state.withLock { $0.buffer.take(bytes, at: offset) }
    if let last = parts.last, last.number > PartPlan.maxParts {
      throw UserError(
        .cannotCreate, name, "the output exceeds \(PartPlan.maxParts) parts, the limit of a multipart upload"
      )
    }
    return parts
  }

  private func sendWhenPermitted(_ part: PartBuffer.Part) async throws {
    do {
      try await permits.acquire()
    } catch {
      _ = failed(with: error)
      throw error
    }
    send(part)
  }

  /// Uploads a part, for which a permit was acquired.
  private func send(_ part: PartBuffer.Part) {
    state.withLock { state in
      state.firstSent = state.firstSent ?? .now
      // Created under the lock, so that its completion is recorded after it.
      state.sending[part.number] = Task { [upload] in
        let result: Result<MultipartUpload.Part, any Error>
        do {
          result = .success(try await upload.send(part))
        } catch {
          result = .failure(error)
        }
        note(result, of: part.number)
        permits.release()
      }
    }
  }

  private func note(_ result: Result<MultipartUpload.Part, any Error>, of number: Int) {
    state.withLock { state in
      state.sending[number] = nil
      switch result {
      case .success(let part): state.sent.append(part)
      case .failure(let error): state.failure = state.failure ?? error
      }
    }
  }

  private func cancelSending() {
    for task in state.withLock({ Array($0.sending.values) }) { task.cancel() }
  }

  /// Records the first failure: a part is missing, so the upload cannot be completed.
  private func failed(with error: any Error) -> UserError {
    let first = state.withLock { state in
      state.failure = state.failure ?? error
      return state.failure ?? error
    }
    if first is CancellationError { return UserError(.inputOutput, name, "the upload was cancelled") }
    return UserError(first, on: upload.location, isResult: true)
  }
}
