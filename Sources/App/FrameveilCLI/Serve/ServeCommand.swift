import AWS
import Core
import FaceDetection
import Glibc
import HTTPServing
import LocalRekognition
import Media
import S3

/// `frameveil serve`: a local server of the Amazon Rekognition API.
struct ServeCommand: Command {
  private let address: String
  /// The folder of the videos; nil to read them from S3.
  private let folder: String?
  private let permissions: ServicePermissions
  private let keys: String?
  private let jobs: Int
  private let model: String?
  private let allowsOtherModel: Bool
  private let options: DetectionOptions
  private let decodeThreads: Int
  private let isQuiet: Bool

  init(_ arguments: ParsedArguments) throws {
    guard arguments[Self.rekognition] else { throw arguments.error("--rekognition is missing") }
    folder = arguments[Self.folder]
    permissions = try Self.permissions(arguments, hasFolder: folder != nil)
    address = arguments[Self.listen] ?? Self.defaultAddress
    keys = arguments[Self.keys]
    jobs = arguments[Self.jobs]
    model = arguments[DetectorArguments.model]
    allowsOtherModel = arguments[DetectorArguments.allowOtherModel]
    options = DetectionOptions(arguments, minConfidence: arguments[DetectorArguments.minConfidence])
    decodeThreads = arguments[CommonOptions.decodeThreads]
    isQuiet = arguments[CommonOptions.quiet]
  }

  /// The buckets and topics that requests may use with this machine's permissions: only those of the command line.
  private static func permissions(_ arguments: ParsedArguments, hasFolder: Bool) throws -> ServicePermissions
  {
    let (buckets, topics) = (arguments[bucket], arguments[topic])
    guard hasFolder || !buckets.isEmpty else {
      throw arguments.error(
        "without --folder, requests read from S3 with this machine's permissions; list each bucket that they may "
          + "read with --bucket NAME")
    }
    return ServicePermissions(buckets: buckets.isEmpty ? nil : Set(buckets), topics: Set(topics))
  }

  func run() async throws {
    try await Interruption.cancellingOnSignal { try await serve() }
  }

  /// Serves until the task is cancelled.
  private func serve() async throws {
    let keys = try ServiceKeys.found(in: keys)
    let scan = FaceScan(
      model: try ModelFile.found(.face, at: model, allowsOther: allowsOtherModel), options: options,
      decodeThreads: decodeThreads)
    for note in try options.notes() where !isQuiet { Terminal.line("frameveil: note: \(note)") }
    let aws = try Remote.aws()
    let store: any VideoStore = try folder.map(FolderStore.init) ?? S3VideoStore(client: aws)
    let notifier = TopicNotifier(aws)
    let service = RekognitionService(
      store: store, permissions: permissions, scan: scan, notifier: notifier, parallelJobs: jobs,
      log: { Terminal.line($0) }, now: Self.now)
    let front = RekognitionHandler(service, RequestAuthenticator(keys), now: Self.now) { [isQuiet] line in
      if !isQuiet { Terminal.line(line) }
    }
    let server = try HTTPServer(listeningAt: address, front)
    Terminal.output("http://\(server.address)\n")
    let event = AsyncEvent()
    while !Task.isCancelled { await event.wait() }
    await server.stop()
    await service.stop()
  }

  /// The current time in milliseconds since 1970-01-01 00:00 UTC.
  @Sendable private static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}

/// The videos of the local Rekognition as S3 objects, read by range requests with the credentials of the server.
struct S3VideoStore: VideoStore {
  let client: AWSClient

  func open(_ object: ObjectReference) async throws -> any ByteRanges {
    do {
      return try await S3Object.open(object, by: client)
    } catch let error as UserError {
      switch error.code {
      case .noInput, .invalidInput: throw VideoStoreError(.notFound, error.message)
      case .noPermission: throw VideoStoreError(.noPermission, error.message)
      default: throw VideoStoreError(.unavailable, error.message)
      }
    }
  }
}

extension ServeCommand {
  static let spec = CommandSpec(
    name: "serve", summary: "Serve the Amazon Rekognition API locally, with the embedded detector.",
    operands: [],
    minimumOperands: 0, required: "--rekognition (--folder DIR | --bucket NAME)",
    options: [rekognition, folder, bucket, topic, listen, keys, jobs] + DetectorArguments.options + [
      CommonOptions.decodeThreads, CommonOptions.quiet.described("print only the URL and errors"),
    ],
    notes: """
      The first line on standard output is the URL of the server, which runs until SIGINT (Ctrl-C) or SIGTERM.
      Requests must be signed (Signature Version 4, any region). Each request is logged on standard error.

      Supported operations: StartFaceDetection, StartFaceSearch, StartPersonTracking, their Get… operations, and
      DetectFaces. Faces have a box, a confidence and five landmarks. Jobs are kept in memory for seven days, up
      to 1000 jobs and 512 MiB of results. Twenty jobs may wait or run. If the topic of a NotificationChannel is
      listed with --topic, the completion is published through Amazon SNS, or AWS_ENDPOINT_URL_SNS, with the
      credentials and region that AWS's own tools would use. Images are limited to 10,000 pixels a side and
      67 megapixels. Connections of slow clients are closed, and do not delay others.

      EXAMPLES
        frameveil serve --rekognition --folder videos
        aws rekognition start-face-detection --endpoint-url http://127.0.0.1:8080 \\
          --video '{"S3Object":{"Bucket":"monday","Name":"interview.mp4"}}'
      """)

  private static let rekognition = CommandOption<Bool>(
    "--rekognition", "serve the Amazon Rekognition API (required)")
  private static let folder = CommandOption<String?>(
    "--folder", "DIR",
    "folder of the videos and images: DIR/bucket/key; symbolic links are not followed; default: Amazon S3, or "
      + "AWS_ENDPOINT_URL_S3")
  private static let bucket = CommandOption<[String]>(
    "--bucket", "NAME",
    "bucket that requests may read, with this machine's permissions; required without --folder; "
      + "with --folder it restricts access"
  ) { name in
    guard name.wholeMatch(of: /[0-9A-Za-z._\-]{3,255}/) != nil else {
      throw UsageError("--bucket takes the name of one bucket, not '\(name)'")
    }
  }
  private static let topic = CommandOption<[String]>(
    "--topic", "ARN", "SNS topic that requests may notify; default: none"
  ) { topic in
    guard topic.wholeMatch(of: /arn:[0-9a-z\-]+:sns:[^:*]+:[0-9]{12}:[0-9A-Za-z._\-]+/) != nil else {
      throw UsageError("--topic takes the ARN of one topic, not '\(topic)'")
    }
  }
  private static let listen = CommandOption<String?>(
    "--listen", "ADDRESS:PORT",
    "listening address; port 0 selects a free port; default: \(defaultAddress)")
  private static let keys = CommandOption<String?>(
    "--keys", "FILE", use: .reads,
    "access keys of the clients, one ID:SECRET per line; default: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
  )
  private static let jobs = CommandOption<Int>(
    "--jobs", "N", 0...20, default: 1,
    "number of concurrent jobs, which decode and detect on their own (0: all jobs wait)")

  static let defaultAddress = "127.0.0.1:8080"
}
