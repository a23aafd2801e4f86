import Core
import ImagePage
public import LambdaRuntime
import Rekognition
import StillImages

/// The `analyze-image` function behind API Gateway or a function URL: analyses an image with Amazon Rekognition, hides
/// what is to be hidden, stores the results and answers with them. A request with the same idempotency key is answered
/// from what is stored. `GET /` is the page from which people use it.
public struct AnalyzeImage: WorkflowFunction {
  private let archive: ImageArchive
  private let service: any ImageDetectionService
  private let redactor: any ImageRedactor

  /// The largest body of a request in bytes.
  public static let maxBodyBytes = ImageUpload.maxBodyBytes

  /// Reads `IMAGES_BUCKET`, `IMAGES_PREFIX`, `KEEP_ORIGINALS` and `URL_LIFETIME_SECONDS`.
  public init(
    _ variables: Variables, store: any ImageStore, service: any ImageDetectionService,
    redactor: any ImageRedactor
  ) throws(WorkflowError) {
    archive = try ImageArchive(variables, store: store)
    (self.service, self.redactor) = (service, redactor)
  }

  /// Answers a request. Failures are responses, too: an error of the function would reach the client without its
  /// reason.
  public func handle(_ event: HTTPRequestEvent, _ context: InvocationContext) async throws
    -> HTTPResponseEvent
  {
    var record = ImageRecord(event, context)
    do {
      if event.method == "GET", event.path == "/" {
        let origin = try await archive.urlOrigin()
        record.servePage()
        return HTTPResponseEvent(
          pageWithImagesFrom: origin,
          ImagePage.Setting(analyst: service.name, unavailable: features.unavailable.map(\.rawValue)))
      }
      let (result, isRepeated) = try await result(of: event, &record)
      let urls = try await archive.urls(of: result, at: context.clock.now())
      let answer = ImageAnswer(result: result, requestId: event.requestID, urls: urls)
      let response = try HTTPResponseEvent(
        200, json: answer, headers: isRepeated ? ["idempotent-replayed": "true"] : [:])
      record.succeed(result, isRepeated: isRepeated)
      return response
    } catch {
      return try Self.failure(error, of: event, record)
    }
  }

  /// Answers a request that must not be handled, as `handle` answers one that fails.
  public static func refuse(
    _ event: HTTPRequestEvent, _ error: any Error, _ context: InvocationContext
  ) throws -> HTTPResponseEvent {
    try failure(error, of: event, ImageRecord(event, context))
  }

  private static func failure(
    _ error: any Error, of event: HTTPRequestEvent, _ record: ImageRecord
  ) throws -> HTTPResponseEvent {
    let failure = HTTPFailure(error, isCancelled: Task.isCancelled)
    record.fail(failure, error)
    return try failure.response(to: event.requestID)
  }

  private func result(
    of event: HTTPRequestEvent, _ record: inout ImageRecord
  ) async throws -> (ImageResult, isRepeated: Bool) {
    let job = try job(of: event)
    if job.identity.isRepeatable, let stored = try await archive.result(of: job) { return (stored, true) }
    let image = try await redactor.open(job.bytes, as: job.plan)
    let (responses, warning) = try await archive.withSource(of: job) { source in
      try await detect(job.features, in: source)
    }
    record.noteDetection(warning: warning)
    let needed = try ImageFeature.needed(for: job.plan.hide)
    let redacted = try await image.redact(by: needed.compactMap { responses[$0] })
    var result = archive.emptyResult(of: job, redacted, created: record.now)
    for (feature, body) in responses { try result.add(feature, body) }
    try Task.checkCancellation()
    return try await archive.save(result, redacted, of: job)
  }

  private func job(of event: HTTPRequestEvent) throws -> ImageAnalysisJob {
    guard event.method == "POST" else {
      var failure = HTTPFailure(405, "MethodNotAllowed", "send the image with POST")
      failure.headers = ["allow": "POST"]
      throw failure
    }
    let upload = try ImageUpload(event)
    let image = try StillImage(upload.image)
    let plan = try redactor.plan(hide: upload.parameters.hide, effect: upload.parameters.effect)
    let job = try ImageAnalysisJob(
      event, upload, image, plan, standard: ImageFeature.standard.filter(features.available.contains))
    for feature in job.features {
      guard let obstacle = service.obstacle(to: feature.operation) else { continue }
      throw HTTPFailure(
        422, "FeatureUnavailable",
        "this service cannot look for \(feature.rawValue): \(obstacle); leave it out of features and hide")
    }
    return job
  }

  /// What the service can look for, and what not.
  private var features: (available: [ImageFeature], unavailable: [ImageFeature]) {
    let available = ImageFeature.allCases.filter { service.obstacle(to: $0.operation) == nil }
    return (available, ImageFeature.allCases.filter { !available.contains($0) })
  }

  /// Calls all operations at once. The first failure ends the others.
  private func detect(
    _ features: [ImageFeature], in image: RekognitionImage
  ) async throws -> [ImageFeature: [UInt8]] {
    try await withThrowingTaskGroup(of: (ImageFeature, [UInt8]).self) { group in
      for feature in features {
        group.addTask { [service] in (feature, try await service.detect(feature.operation, in: image)) }
      }
      var responses: [ImageFeature: [UInt8]] = [:]
      for try await (feature, body) in group { responses[feature] = body }
      return responses
    }
  }
}
