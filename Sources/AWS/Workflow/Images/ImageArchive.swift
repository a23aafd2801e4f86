import AWS
import Core
import Detections
import FoundationEssentials
import LambdaRuntime
import Rekognition
import S3
import StillImages

/// The results of all analyses, in a bucket.
///
/// `result.json` is written last: where it is, all is. Each object is written once (`If-None-Match: *`). The hidden
/// image, which is written first, has the request's fingerprint in its metadata, so that of two requests with the same
/// idempotency key and different images none takes the objects of the other for its own.
struct ImageArchive: Sendable {
  private let store: any ImageStore
  private let bucket: String
  private let prefix: String
  private let keepsOriginals: Bool
  /// The lifetime of URLs in seconds.
  private let lifetime: Int

  /// A result has at most a few hundred entries of some hundred bytes.
  private static let maxResultBytes = 4 << 20
  /// Seven days: the longest lifetime that S3 allows.
  private static let maxLifetime = 604_800.0

  init(_ variables: Variables, store: any ImageStore) throws(WorkflowError) {
    self.store = store
    bucket = try variables.required("IMAGES_BUCKET")
    prefix = (variables["IMAGES_PREFIX"] ?? "images").split(separator: "/").joined(separator: "/")
    keepsOriginals = try variables.flag("KEEP_ORIGINALS")
    let seconds = try variables.number("URL_LIFETIME_SECONDS") ?? 3600
    guard (1...Self.maxLifetime).contains(seconds), !prefix.isEmpty else {
      throw WorkflowError(
        .configuration,
        prefix.isEmpty
          ? "environment variable IMAGES_PREFIX has no name between its slashes"
          : "environment variable URL_LIFETIME_SECONDS must be from 1 to \(Int(Self.maxLifetime))")
    }
    lifetime = Int(seconds)
  }

  private func objects(of job: ImageAnalysisJob) -> ImageObjects {
    ImageObjects(id: job.identity.id, bucket: bucket, prefix: prefix, format: job.format)
  }

  /// The stored result of an earlier request with the same idempotency key; nil if there is none.
  ///
  /// - Throws: `HTTPFailure` if that request was another one.
  func result(of job: ImageAnalysisJob) async throws -> ImageResult? {
    // The format is that of the image: another one has the same result.
    guard let bytes = try await store.read(objects(of: job).result, upTo: Self.maxResultBytes) else {
      return nil
    }
    let result = try JSONDecoder().decode(ImageResult.self, from: Data(bytes))
    guard result.fingerprint == job.identity.fingerprint else { throw Self.otherRequest }
    return result
  }

  /// Calls `body` with the image for Rekognition. What is too large for a request is stored first, and deleted again
  /// unless originals are kept.
  ///
  /// - Returns: also a warning if it could not be deleted.
  func withSource<Value>(
    of job: ImageAnalysisJob, _ body: (RekognitionImage) async throws -> Value
  ) async throws -> (Value, warning: String?) {
    guard job.bytes.count > RekognitionImage.maxBytes else { return (try await body(.bytes(job.bytes)), nil) }
    let objects = objects(of: job)
    guard !keepsOriginals else {
      try await create(job.original, at: objects.original, of: job, isOriginal: true)
      return (try await body(.object(objects.original)), nil)
    }
    let upload = objects.upload(of: job.requestID)
    try await create(job.bytes, at: upload, of: job, isOriginal: true)
    do {
      let value = try await body(.object(upload))
      return (value, await deletion(of: upload))
    } catch {
      _ = await deletion(of: upload)
      throw error
    }
  }

  /// Deletes an upload, even if the request is cancelled; returns what went wrong.
  private func deletion(of upload: ObjectReference) async -> String? {
    do {
      try await withCancellationShield { [store] in try await store.delete(upload) }
      return nil
    } catch {
      return "\(upload) was not deleted; its lifecycle rule deletes it: \(FunctionFailure(error).message)"
    }
  }

  /// The result without what was found.
  func emptyResult(of job: ImageAnalysisJob, _ redacted: RedactedImage, created: Int64) -> ImageResult {
    let objects = objects(of: job)
    return ImageResult(
      id: job.identity.id, created: LogLine.text(created), fingerprint: job.identity.fingerprint,
      image: .init(
        format: job.format.rawValue, width: redacted.width, height: redacted.height, bytes: job.original.count
      ),
      features: job.features,
      hidden: .init(
        hide: job.plan.hide.description, effect: job.plan.effect, regions: redacted.regions,
        bytes: redacted.bytes.count, notes: redacted.notes),
      objects: .init(
        result: objects.result.key, hidden: objects.hidden.key,
        original: keepsOriginals ? objects.original.key : nil))
  }

  /// Writes the objects of a request.
  ///
  /// - Returns: the result, or that of the same request if it was stored in the meantime.
  func save(
    _ result: ImageResult, _ redacted: RedactedImage, of job: ImageAnalysisJob
  ) async throws -> (ImageResult, isRepeated: Bool) {
    let objects = objects(of: job)
    try await create(redacted.bytes, at: objects.hidden, of: job, isOriginal: false)
    if keepsOriginals { try await create(job.original, at: objects.original, of: job, isOriginal: true) }
    var properties = S3Properties()
    properties.contentType = "application/json"
    let isNew = try await store.create(try JSONText.bytes(result), at: objects.result, properties: properties)
    if !isNew, let stored = try await self.result(of: job) { return (stored, true) }
    return (result, false)
  }

  /// Writes an image unless the same request has written it.
  private func create(
    _ bytes: [UInt8], at object: ObjectReference, of job: ImageAnalysisJob, isOriginal: Bool
  ) async throws {
    let fingerprint = job.identity.fingerprint
    let properties = objects(of: job).properties(fingerprint: fingerprint, isOriginal: isOriginal)
    guard try await !store.create(bytes, at: object, properties: properties) else { return }
    guard try await store.metadata(of: object)?[ImageObjects.fingerprintName] == fingerprint else {
      throw Self.otherRequest
    }
  }

  private static let otherRequest = HTTPFailure(
    422, "IdempotencyKeyReused",
    "this Idempotency-Key was used with another image or other parameters; use a new one")

  /// The origin of all URLs of objects: scheme, host and port.
  func urlOrigin() async throws -> String {
    let url = try await store.presignedURL(
      for: ObjectReference(bucket: bucket, key: prefix), expires: lifetime)
    return url.split(separator: "/", maxSplits: 3).prefix(2).joined(separator: "//")
  }

  /// URLs of the objects, signed at a time in milliseconds since 1970.
  func urls(of result: ImageResult, at now: Int64) async throws -> ImageAnswer.URLs {
    func url(_ key: String) async throws -> String {
      try await store.presignedURL(for: ObjectReference(bucket: bucket, key: key), expires: lifetime)
    }
    var urls = ImageAnswer.URLs(
      result: try await url(result.objects.result), hidden: try await url(result.objects.hidden),
      expires: LogLine.text(now + Int64(lifetime) * 1000))
    if let original = result.objects.original { urls.original = try await url(original) }
    return urls
  }
}
