import FaceDetection
import LocalRekognition

/// What `serve --rekognition` needs beside the models.
struct ServedRekognition {
  /// The folder of the videos; nil to read them from S3.
  private let folder: String?
  private let permissions: ServicePermissions
  private let keys: String?
  private let jobs: Int
  private let decodeThreads: Int

  init(_ arguments: ParsedArguments) throws {
    folder = arguments[ServeCommand.folder]
    permissions = try Self.permissions(arguments, hasFolder: folder != nil)
    keys = arguments[ServeCommand.keys]
    jobs = arguments[ServeCommand.jobs]
    decodeThreads = arguments[CommonOptions.decodeThreads]
  }

  /// The buckets and topics that requests may use with this machine's permissions: only those of the command line.
  private static func permissions(_ arguments: ParsedArguments, hasFolder: Bool) throws -> ServicePermissions
  {
    let (buckets, topics) = (arguments[ServeCommand.bucket], arguments[ServeCommand.topic])
    guard hasFolder || !buckets.isEmpty else {
      throw arguments.error(
        "without --folder, requests read from S3 with this machine's permissions; list each bucket that they may "
          + "read with --bucket NAME")
    }
    return ServicePermissions(buckets: buckets.isEmpty ? nil : Set(buckets), topics: Set(topics))
  }

  /// The service, and what authenticates its requests.
  ///
  /// - Throws: `ServiceKeysError`, `UserError` for a folder that cannot be opened.
  func service(
    model: ModelFile, options: DetectionOptions, images: ImageOperations, now: @escaping @Sendable () -> Int64
  ) throws -> (RekognitionService, RequestAuthenticator) {
    let keys = try ServiceKeys.found(in: keys)
    let aws = try Remote.aws()
    let store: any VideoStore = try folder.map(FolderStore.init) ?? S3VideoStore(client: aws)
    let service = RekognitionService(
      store: store, permissions: permissions,
      scan: FaceScan(model: model, options: options, decodeThreads: decodeThreads), images: images,
      notifier: TopicNotifier(aws), parallelJobs: jobs, log: { Terminal.line($0) }, now: now)
    return (service, RequestAuthenticator(keys))
  }
}
