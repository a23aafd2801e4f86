public import AWS
public import Core

/// Writes an object from segments by a multipart upload: the store copies the ranges of other objects itself
/// (UploadPartCopy). The object appears complete or not at all.
public struct ObjectAssembly: Sendable {
  private let client: AWSClient
  private let location: ObjectReference
  private let properties: S3Properties
  private let replaces: Bool

  /// The parts that are copied or sent at once; a part that is sent takes up to 13 MiB of memory.
  private static let partsAtOnce = 4

  /// - Parameter replacing: whether an existing object may be replaced.
  public init(
    _ client: AWSClient, _ location: ObjectReference, properties: S3Properties, replacing: Bool
  ) {
    (self.client, self.location, self.properties) = (client, location, properties)
    replaces = replacing
  }

  /// Writes the object.
  ///
  /// - Returns: an orphaned upload that may remain in the bucket, and how to remove it; nil if there is none.
  /// - Throws: `UserError`, also if a segment's object was replaced since it was pinned; `CancellationError`; `LeftoverError`
  ///   if the upload may remain.
  public func write(_ segments: [ObjectSegment]) async throws -> UserError? {
    let parts = AssemblyParts(segments).parts
    guard parts.count <= PartPlan.maxParts else {
      throw UserError(
        .cannotCreate, "\(location)", "would have \(parts.count) parts; S3 allows \(PartPlan.maxParts)",
        remedy: "divide the video into fewer spans")
    }
    let unfinished = UnfinishedUpload()
    defer { unfinished.end() }
    let upload = try await start(unfinished)
    do {
      let made = try await make(parts, upload)
      try Task.checkCancellation()
      unfinished.note(UserError.completionUnconfirmed(upload))
      // Shielded from cancellation: otherwise it would be unknown whether the object exists.
      try await withCancellationShield { try await upload.complete(made, replacing: replaces) }
    } catch {
      try await abort(upload, after: error)
    }
    do {
      try await withCancellationShield { try await upload.abortOrphans() }
      return nil
    } catch {
      return UserError.startUnconfirmed(at: location, error)
    }
  }

  private func start(_ unfinished: UnfinishedUpload) async throws -> MultipartUpload {
    do {
      if !replaces, try await S3Client(client).exists(location) { throw UserError.exists(location) }
      unfinished.note(UserError.startUnconfirmed(at: location))
      let upload = try await UploadStart(client: client, location: location, properties: properties)
        .uploadAbortingOnCancellation()
      unfinished.note(UserError.uploadNotAborted(upload))
      return upload
    } catch var error as LeftoverError {
      error.cause = UserError.wrapped(error.cause, on: location, isResult: true)
      throw error
    } catch {
      throw UserError.wrapped(error, on: location, isResult: true)
    }
  }

  private func make(_ parts: [AssemblyParts.Part], _ upload: MultipartUpload) async throws
    -> [MultipartUpload.Part]
  {
    try await withThrowingTaskGroup(of: MultipartUpload.Part.self) { group in
      var made: [MultipartUpload.Part] = []
      for (index, part) in parts.enumerated() {
        if index >= Self.partsAtOnce, let next = try await group.next() { made.append(next) }
        group.addTask { try await make(part, number: index + 1, upload) }
      }
      while let next = try await group.next() { made.append(next) }
      return made.sorted { $0.number < $1.number }
    }
  }

  private func make(_ part: AssemblyParts.Part, number: Int, _ upload: MultipartUpload) async throws
    -> MultipartUpload.Part
  {
    switch part {
    case .copied(let range, let source):
      do {
        return try await upload.copy(range, of: source, as: number)
      } catch {
        throw UserError.wrapped(error, on: source.location, isResult: false)
      }
    case .sent(let segments):
      var bytes: [UInt8] = []
      for segment in segments { bytes += try await read(segment) }
      return try await upload.send(PartBuffer.Part(number: number, bytes: bytes))
    }
  }

  private func read(_ segment: ObjectSegment) async throws -> [UInt8] {
    switch segment {
    case .bytes(let bytes): return bytes
    case .range(let range, let source):
      do {
        let bytes = try await S3Client(client).read(range, of: source)
        guard bytes.count == range.count else {
          throw UserError(.inputOutput, "\(source.location)", "has fewer bytes than before")
        }
        return bytes
      } catch {
        throw UserError.wrapped(error, on: source.location, isResult: false)
      }
    }
  }

  private func abort(_ upload: MultipartUpload, after error: any Error) async throws -> Never {
    let error = UserError.wrapped(error, on: location, isResult: true)
    do {
      try await withCancellationShield {
        try await upload.abort()
        try await upload.abortOrphans()
      }
    } catch let leftover {
      throw LeftoverError(cause: error, leftover: UserError.uploadNotAborted(upload, leftover))
    }
    throw error
  }
}
