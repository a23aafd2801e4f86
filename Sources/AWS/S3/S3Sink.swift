public import AWS
public import Core
import Synchronization

/// An object that appears in its bucket complete, in one step, or not at all.
///
/// A multipart upload. Parts leave as they fill, a few at a time, whoever writes: while those are on their way, a
/// muxer's thread blocks and a task waits. The first part stays here until the end, so its bytes can be rewritten till
/// then, as an MP4 needs for its index.
public final class S3Sink: ResultSink {
  private struct State {
    var buffer: PartBuffer
    var sending: [Int: Task<Void, Never>] = [:]
    var sent: [MultipartUpload.Part] = []
    var failure: (any Error)?
    var isPublished = false
    var firstSent: ContinuousClock.Instant?
    var leftover: UserError?
  }
  private let state: Mutex<State>
  private let upload: MultipartUpload
  private let unfinished: UnfinishedUpload
  private let replaces: Bool
  /// A place for each part that may be on its way.
  private let places: AsyncSemaphore

  /// How messages name it.
  public var name: String { upload.location.description }
  /// The first part can be rewritten until the end.
  public let rewriting: Rewriting

  /// When the first part was on its way; nil before.
  public var firstSent: ContinuousClock.Instant? { state.withLock { $0.firstSent } }

  /// What may be left in the bucket beside the object once that is published, and what to do about it.
  public var leftover: UserError? { state.withLock { $0.leftover } }

  /// The first part's size, which an MP4's index must fit in to stand before the pictures.
  public static let headSize = 8 << 20
  /// Parts on their way at once.
  public static let partsInFlight = 3

  /// Begins an upload. Refuses an object that exists unless `replacing`.
  ///
  /// - Parameters:
  ///   - headSize: the first part's size in bytes, at least S3's least.
  ///   - partsInFlight: how many parts may be on their way at once.
  /// - Throws: `UserError` where the bucket is not there or may not be written, `CancellationError`, `LeftoverError`
  ///   where an upload may have been begun.
  public init(
    _ client: AWSClient, _ location: ObjectReference, properties: S3Properties, replacing: Bool,
    headSize: Int = headSize, partsInFlight: Int = partsInFlight
  ) async throws {
    state = Mutex(State(buffer: PartBuffer(headSize: headSize)))
    rewriting = .head(UInt64(headSize))
    replaces = replacing
    places = AsyncSemaphore(limit: partsInFlight)
    unfinished = UnfinishedUpload()
    do {
      if !replacing, try await S3Client(client).exists(location) { throw UserError.exists(location) }
      let start = UploadStart(client: client, location: location, properties: properties)
      unfinished.note(UserError.mayBeLeft(at: location))
      upload = try await start.uncancelled()
      unfinished.note(UserError.leftover(upload))
    } catch var error as LeftoverError {
      error.cause = UserError.wrapped(error.cause, on: location, isResult: true)
      throw error
    } catch {
      throw UserError.wrapped(error, on: location, isResult: true)
    }
  }

  /// Takes bytes that go on where the last ones ended, or that lie in the first part. Blocks while as many parts as
  /// may are on their way.
  public func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(UserError) {
    for part in try take(bytes, at: offset) {
      do {
        try places.acquireBlocking()
      } catch {
        throw failed(with: error)
      }
      send(part)
    }
  }

  /// The same for a task, which waits.
  public func write(_ bytes: [UInt8], at offset: UInt64) async throws {
    for part in try bytes.withUnsafeBytes({ try take($0, at: offset) }) { try await sendInTurn(part) }
  }

  /// Ends what is on its way, and whoever waits to send more.
  public func stop() {
    places.close()
    cancelSending()
  }

  /// Sends what is left and makes the object. When this throws, `abandon` must follow.
  public func publish() async throws {
    for part in state.withLock({ $0.buffer.takeRest() }) { try await sendInTurn(part) }
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

  /// Stops sending and throws away what S3 has of it.
  ///
  /// - Throws: `UserError` where that fails, so that parts may be left, which cost money.
  public func abandon() async throws {
    guard !state.withLock({ $0.isPublished }) else { return }
    stop()
    while let task = state.withLock({ $0.sending.values.first }) { await task.value }
    // What cannot be done is told by whoever catches this.
    defer { unfinished.end() }
    do {
      try await upload.abort()
    } catch {
      throw UserError.leftover(upload, error)
    }
    do {
      try await upload.abortTwins()
    } catch {
      throw UserError.mayBeLeft(at: upload.location, error)
    }
  }

  private func complete(_ parts: [MultipartUpload.Part]) async throws {
    let (upload, replaces) = (upload, replaces)
    unfinished.note(UserError.mayBeMade(upload))
    do {
      // Not cut short without need: whether there is an object would not be known.
      try await withCancellationShield { try await upload.complete(parts, replacing: replaces) }
      state.withLock { $0.isPublished = true }
    } catch let error as CancellationError {
      throw LeftoverError(cause: error, leftover: UserError.mayBeMade(upload))
    } catch {
      throw UserError.wrapped(error, on: upload.location, isResult: true)
    }
    unfinished.end()
    do {
      try await withCancellationShield { try await upload.abortTwins() }
    } catch {
      state.withLock { $0.leftover = UserError.mayBeLeft(at: upload.location, error) }
    }
  }
}

/// Parts on their way.
extension S3Sink {
  private func take(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(UserError)
    -> [PartBuffer.Part]
  {
    if let failure = state.withLock({ $0.failure }) { throw failed(with: failure) }
    let parts = state.withLock { $0.buffer.take(bytes, at: offset) }
    if let last = parts.last, last.number > PartPlan.mostParts {
      throw UserError(.cannotCreate, name, "would need more than \(PartPlan.mostParts) parts")
    }
    return parts
  }

  private func sendInTurn(_ part: PartBuffer.Part) async throws {
    do {
      try await places.acquire()
    } catch {
      _ = failed(with: error)
      throw error
    }
    send(part)
  }

  /// Sends a part that has a place.
  private func send(_ part: PartBuffer.Part) {
    state.withLock { state in
      state.firstSent = state.firstSent ?? .now
      // Made under the lock, so that its end comes after its beginning.
      state.sending[part.number] = Task { [upload] in
        let result: Result<MultipartUpload.Part, any Error>
        do {
          result = .success(try await upload.send(part))
        } catch {
          result = .failure(error)
        }
        note(result, of: part.number)
        places.release()
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

  /// A part is missing from now on, so that no object can be made.
  private func failed(with error: any Error) -> UserError {
    let first = state.withLock { state in
      state.failure = state.failure ?? error
      return state.failure ?? error
    }
    if first is CancellationError { return UserError(.inputOutput, name, "the upload was given up") }
    return UserError(first, on: upload.location, isResult: true)
  }
}
