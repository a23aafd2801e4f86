import AWS
import Core
import Geometry
import Media
import Rekognition

/// Implements operations of Amazon Rekognition on stored videos and on images with the embedded detector.
///
/// At most `parallelJobs` jobs run at a time; at most twenty are queued or running. Results are kept in
/// memory within `JobTable.Limits` and are lost when the process ends.
public actor RekognitionService {
  private let store: any VideoStore
  private let permissions: ServicePermissions
  private let scan: FaceScan
  private let images: ImageOperations
  private let notifier: any JobNotifier
  private let parallelJobs: Int
  private let log: @Sendable (String) -> Void
  private let now: @Sendable () -> Int64
  private var random: any RandomNumberGenerator & Sendable
  private var table = JobTable()
  private let tokens: PageTokens
  private var tasks: [String: Task<Void, Never>] = [:]

  /// The limit of Amazon Rekognition for a stored video: 10 GB.
  private static let largestVideo: UInt64 = 10 << 30

  /// - Parameters:
  ///   - images: performs the operations on images. The number of connections bounds how many requests wait.
  ///   - parallelJobs: the number of jobs that run at once; 0 leaves all of them queued.
  ///   - log: receives one line for each notification that cannot be published.
  ///   - now: returns the time in milliseconds since 1970.
  public init(
    store: any VideoStore, permissions: ServicePermissions, scan: FaceScan, images: ImageOperations,
    notifier: any JobNotifier, parallelJobs: Int,
    log: @escaping @Sendable (String) -> Void, now: @escaping @Sendable () -> Int64,
    random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
  ) {
    self.store = store
    self.permissions = permissions
    self.scan = scan
    self.images = images
    self.notifier = notifier
    self.parallelJobs = parallelJobs
    self.log = log
    self.now = now
    self.random = random
    var random = random
    tokens = PageTokens(key: (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
  }

  /// Performs one operation. Nonisolated, so that decoding and encoding JSON, which may hold an image of
  /// megabytes, does not block other requests.
  nonisolated func response(_ operation: Operation, _ body: [UInt8]) async throws(ServiceError) -> [UInt8] {
    switch operation {
    case .start(let kind):
      let request = try WireFormat.read(StartRequest.self, from: body)
      return try WireFormat.write(Responses.Start(JobId: try await start(request, kind)))
    case .get(let kind):
      let request = try WireFormat.read(GetRequest.self, from: body)
      return try WireFormat.write(try await get(request, kind))
    case .image(let operation): return try await response(operation, body)
    case .unsupported:
      throw .accessDenied(
        "frameveil serve does not support this operation: there is no model for it; "
          + "send the request to Amazon Rekognition")
    }
  }

  private nonisolated func response(
    _ operation: ImageOperation, _ body: [UInt8]
  ) async throws(ServiceError) -> [UInt8] {
    if let obstacle = images.obstacle(to: operation) { throw .unavailable(operation, obstacle) }
    switch operation {
    case .faces: return try await response(to: WireFormat.read(DetectFacesRequest.self, from: body))
    case .labels: return try await response(to: WireFormat.read(DetectLabelsRequest.self, from: body))
    case .text: return try await response(to: WireFormat.read(DetectTextRequest.self, from: body))
    case .moderation: throw .unavailable(operation, nil)
    }
  }

  private nonisolated func response(to request: some ImageRequest) async throws(ServiceError) -> [UInt8] {
    let image: any ByteRanges
    switch try request.validated() {
    case .bytes(let bytes): image = MemoryBytes(bytes, name: "the image")
    case .object(let object):
      image = try await open(object)
      guard image.size <= ImageMember.maxObjectBytes else { throw .imageTooLarge }
    }
    return try WireFormat.write(try await images.perform(request, on: image))
  }

  public func stop() async {
    for task in tasks.values { task.cancel() }
    for task in Array(tasks.values) { await task.value }
  }

  private func start(_ request: StartRequest, _ kind: JobKind) async throws(ServiceError) -> String {
    let object = try request.validated(for: kind)
    if let topic = request.NotificationChannel?.SNSTopicArn { try permissions.check(topic: topic) }
    if let known = table.known(request, kind, at: now()) { return try id(of: known) }
    let video = try await open(object)
    guard video.size <= Self.largestVideo else { throw .videoTooLarge }
    let id = try id(of: table.admit(request, kind, of: object, as: newID(), at: now()))
    runNext()
    return id
  }

  private func id(of admission: JobTable.Admission) throws(ServiceError) -> String {
    switch admission {
    case .started(let id), .repeated(let id): return id
    case .mismatch:
      throw ServiceError(
        "IdempotentParameterMismatchException",
        "The ClientRequestToken was already used with different parameters")
    case .full:
      throw ServiceError(
        "LimitExceededException", "20 jobs are queued or running; retry when one of them has ended")
    }
  }

  /// A job ID of 64 hexadecimal digits, as Amazon Rekognition has them.
  private func newID() -> String {
    (0..<64).map { _ in String(Int.random(in: 0..<16, using: &random), radix: 16) }.joined()
  }

  private func get(_ request: GetRequest, _ kind: JobKind) throws(ServiceError) -> Responses.Get {
    let (id, order, count) = try request.validated(for: kind)
    guard let job = table.job(id, at: now()), job.kind == kind else { throw .jobNotFound }
    var start = 0
    if let token = request.NextToken {
      guard let offset = tokens.offset(of: token, of: id, in: order, at: now()) else {
        throw .invalidPageToken
      }
      start = offset
    }
    var response = Responses.Get(job)
    guard case .succeeded(let findings) = job.state else { return response }
    response.take(findings.page(start..<start + count, in: order), of: kind)
    if start + count < findings.count {
      response.NextToken = tokens.token(for: start + count, of: id, in: order, at: now())
    }
    return response
  }

  private nonisolated func open(_ object: ObjectReference) async throws(ServiceError) -> any ByteRanges {
    try permissions.check(object)
    do {
      return try await store.open(object)
    } catch let error as VideoStoreError where error.code == .unavailable {
      throw .internalFailure("\(object): \(error.reason)")
    } catch let error as VideoStoreError {
      throw .invalidObject(object, error.reason)
    } catch {
      throw .internalFailure("\(object): \(error)")
    }
  }

  private func runNext() {
    while let job = table.next(running: parallelJobs) {
      tasks[job.id] = Task(priority: .utility) { await run(job) }
    }
  }

  private func run(_ job: Job) async {
    let state: Job.State
    do {
      let video = try await store.open(job.object)
      state = .succeeded(try await scan.findings(in: video, includesPersons: job.kind.includesPersons))
    } catch let error as VideoStoreError {
      state = .failed("\(job.object): \(error.reason)")
    } catch {
      state = .failed("\(error)")
    }
    table.finish(job.id, state)
    if !Task.isCancelled {
      runNext()
      await publish(job.id)
    }
    tasks[job.id] = nil
  }

  /// Publishes the end of a job to its topic, if it has one. A failed notification does not change the job.
  private func publish(_ id: String) async {
    guard let job = table.job(id, at: now()), let topic = job.request.NotificationChannel?.SNSTopicArn else {
      return
    }
    do {
      try await notifier.publish(try JobMessage(job, at: now()).text(), to: topic)
    } catch {
      log("job \(id): cannot publish to \(topic): \(error)")
    }
  }
}
