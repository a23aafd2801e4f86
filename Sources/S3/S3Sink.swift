public import AWS
import Dispatch
public import Media
import Synchronization

/// An object that appears in its bucket complete, in one step, or not at all.
///
/// A multipart upload. Parts leave as they fill, a few at a time; while those are on their way, writing waits. The
/// first part stays here until the end, so its bytes can be rewritten till then, as an MP4 needs for its index.
public final class S3Sink: ResultSink {
  private struct State {
    var buffer: PartBuffer
    var sending: [Int: Task<Void, Never>] = [:]
    var sent: [MultipartUpload.Part] = []
    var failure: (any Error)?
    var isPublished = false
    var firstSent: ContinuousClock.Instant?
    var leftover: MediaError?
  }
  private let state: Mutex<State>
  private let upload: MultipartUpload
  private let replaces: Bool
  /// One for each part that may be on its way.
  private let slots: DispatchSemaphore

  /// How messages name it.
  public var name: String { upload.location.description }
  /// The first part can be rewritten until the end.
  public let rewriting: Rewriting

  /// When the first part was on its way; nil before.
  public var firstSent: ContinuousClock.Instant? { state.withLock { $0.firstSent } }

  /// What may be left in the bucket beside the object once that is published, and what to do about it.
  public var leftover: MediaError? { state.withLock { $0.leftover } }

  /// The first part's size, which an MP4's index must fit in to stand before the pictures.
  public static let headSize = 8 << 20
  /// Parts on their way at once.
  public static let partsInFlight = 3

  /// Begins an upload. Refuses an object that exists unless `replacing`.
  ///
  /// - Parameters:
  ///   - headSize: the first part's size in bytes, at least S3's least.
  ///   - partsInFlight: how many parts may be on their way at once.
  /// - Throws: `MediaError` where the bucket is not there or may not be written, `CancellationError`.
  public init(
    _ client: AWSClient, _ location: S3Location, properties: S3Properties, replacing: Bool,
    headSize: Int = headSize, partsInFlight: Int = partsInFlight
  ) async throws {
    state = Mutex(State(buffer: PartBuffer(headSize: headSize)))
    rewriting = .head(UInt64(headSize))
    do {
      if !replacing, try await Self.isThere(location, client) { throw MediaError.exists(location) }
      let start = UploadStart(client: client, location: location, properties: properties)
      // A request that is cancelled may have begun an upload all the same. So its answer is waited for, and an upload
      // that is not wanted any more is thrown away.
      let begun = try await Task { try await start.upload() }.value
      if Task.isCancelled {
        try await Task {
          try await begun.abort()
          try await begun.abortTwins()
        }.value
        throw CancellationError()
      }
      upload = begun
    } catch let error as CancellationError {
      throw error
    } catch var error as LeftoverError {
      error.cause = MediaError(error.cause, on: location, isResult: true)
      throw error
    } catch {
      throw MediaError(error, on: location, isResult: true)
    }
    replaces = replacing
    slots = DispatchSemaphore(value: partsInFlight)
  }

  /// Takes bytes that go on where the last ones ended, or that lie in the first part. Waits while as many parts as
  /// may are on their way.
  public func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(MediaError) {
    if let failure = state.withLock({ $0.failure }) {
      throw MediaError(failure, on: upload.location, isResult: true)
    }
    for part in state.withLock({ $0.buffer.take(bytes, at: offset) }) {
      guard part.number <= PartPlan.mostParts else {
        throw MediaError(.cannotCreate, name, "would need more than \(PartPlan.mostParts) parts")
      }
      // On a muxer's own thread its waiting is the back-pressure. Tasks must not wait; what they write is small.
      let waits = withUnsafeCurrentTask { $0 == nil }
      if waits { slots.wait() }
      send(part, holdsSlot: waits)
    }
  }

  /// Sends what is left and makes the object. When this throws, `abandon` must follow.
  public func publish() async throws {
    for part in state.withLock({ $0.buffer.takeRest() }) { send(part, holdsSlot: false) }
    while let task = state.withLock({ $0.sending.values.first }) {
      await withTaskCancellationHandler {
        await task.value
      } onCancel: {
        cancelSending()
      }
    }
    try Task.checkCancellation()
    let (parts, failure) = state.withLock { ($0.sent, $0.failure) }
    if let failure { throw MediaError(failure, on: upload.location, isResult: true) }
    try await complete(parts.sorted { $0.number < $1.number })
  }

  /// Stops sending and throws away what S3 has of it.
  ///
  /// - Throws: `MediaError` where that fails, so that parts may be left, which cost money.
  public func abandon() async throws {
    guard !state.withLock({ $0.isPublished }) else { return }
    cancelSending()
    while let task = state.withLock({ $0.sending.values.first }) { await task.value }
    do {
      try await upload.abort()
    } catch {
      throw MediaError.leftover(upload, error)
    }
    do {
      try await upload.abortTwins()
    } catch {
      throw MediaError.mayBeLeft(at: upload.location, error)
    }
  }

  /// Whether there is an object. Who may write but not read is not told; then only the end decides.
  private static func isThere(_ location: S3Location, _ client: AWSClient) async throws -> Bool {
    do {
      _ = try await client.perform(AWSCall.s3("HeadObject", "HEAD", location))
      return true
    } catch let error as AWSError
      where error.status == 404 && error.code != "NoSuchBucket" || error.status == 403
    {
      return false
    }
  }

  private func complete(_ parts: [MultipartUpload.Part]) async throws {
    let (upload, replaces) = (upload, replaces)
    do {
      // From here on nothing may interrupt: whether there is an object would not be known.
      try await Task.detached { try await upload.complete(parts, replacing: replaces) }.value
      state.withLock { $0.isPublished = true }
    } catch {
      throw MediaError(error, on: upload.location, isResult: true)
    }
    do {
      try await Task.detached { try await upload.abortTwins() }.value
    } catch {
      state.withLock { $0.leftover = MediaError.mayBeLeft(at: upload.location, error) }
    }
  }

  private func cancelSending() {
    for task in state.withLock({ Array($0.sending.values) }) { task.cancel() }
  }

  private func send(_ part: PartBuffer.Part, holdsSlot: Bool) {
    state.withLock { state in
      state.firstSent = state.firstSent ?? .now
      // Made under the lock, so that its end comes after its beginning.
      state.sending[part.number] = Task {
        let result: Result<MultipartUpload.Part, any Error>
        do {
          result = .success(try await upload.send(part))
        } catch {
          result = .failure(error)
        }
        note(result, of: part.number)
        if holdsSlot { slots.signal() }
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
}
