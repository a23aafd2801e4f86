import Detections
import Pipeline
import Rekognition

/// The options of `blur --rekognition`: an Amazon Rekognition job as the source of the faces.
struct RekognitionArguments: Sendable {
  static let start = CommandOption<Bool>(
    "--rekognition",
    "start an Amazon Rekognition job on INPUT, s3://BUCKET/KEY, for what --hide lists, and wait for it")
  static let job = CommandOption<String?>(
    "--rekognition-job", "JOBID", "use the results of a job that was started before")
  static let collection = CommandOption<String?>(
    "--collection", "ID",
    "face collection in which --rekognition searches for the faces of --only-match and --except-match")

  static let options: [any DeclaredOption] = [start, job, collection]

  /// A job to start, or one that was started before.
  enum Source {
    case request(JobRequest)
    case job(RekognitionJob)
  }

  /// The id of a job that was started before; nil to start one.
  private let jobID: String?
  private let collection: String?
  private let isQuiet: Bool

  /// Nil if the command line does not request Rekognition.
  init?(_ arguments: ParsedArguments) throws {
    jobID = arguments[Self.job]
    collection = arguments[Self.collection]
    isQuiet = arguments[CommonOptions.quiet]
    guard arguments[Self.start] || jobID != nil else {
      guard collection == nil else { throw UsageError("--collection needs --rekognition") }
      return nil
    }
  }

  /// The job for a request.
  ///
  /// - Throws: `UsageError` if one job cannot find all that the request redacts.
  func source(for blur: BlurRequest) throws(UsageError) -> Source {
    guard blur.redaction.detections == nil else {
      throw UsageError("--rekognition and --detections are mutually exclusive")
    }
    let faces = blur.choice.faces
    let kind = try Self.kind(blur.redaction.subjects, isSearch: !faces.isEmpty)
    if let jobID { return .job(RekognitionJob(kind: kind, id: jobID)) }
    guard case .object(let video) = blur.input else {
      throw UsageError("--rekognition needs a video in a bucket, s3://BUCKET/KEY, not '\(blur.input)'")
    }
    var request = JobRequest(kind, video)
    request.collection = collection
    guard (kind == .search) == (request.collection != nil) else {
      throw UsageError(
        "--collection ID is required for --rekognition with --only-match or --except-match, and only then")
    }
    request.minConfidence = blur.redaction.givenMinConfidence
    // Rekognition must also report the least similar match that a rule accepts.
    request.minSimilarity = faces.map(\.similarity).min()
    return .request(request)
  }

  /// The kind of job that finds the subjects.
  private static func kind(_ subjects: Subjects, isSearch: Bool) throws(UsageError) -> JobKind {
    if isSearch { return .search }
    switch subjects {
    case Subjects(faces: true): return .faces
    case Subjects(persons: true), Subjects(faces: true, persons: true): return .persons
    case Subjects(text: true): return .text
    case Subjects(moderation: true): return .moderation
    case Subjects(labels: subjects.labels): return .labels
    default:
      throw UsageError(
        "--rekognition finds one kind at a time: fetch the responses of several jobs with 'frameveil rekognition "
          + "get', concatenate them, and pass the file with --detections")
    }
  }

  /// Starts the job if necessary, waits for it, and returns its samples: page by page, or all at once if faces are
  /// selected by name.
  func faceSource(for blur: BlurRequest) async throws -> FaceSource {
    let (redaction, faces) = (blur.redaction, blur.choice.faces)
    let jobs = try RekognitionSession(isQuiet: isQuiet)
    let pages = jobs.pages(of: try await finishedJob(jobs, source(for: blur)))
    guard faces.isEmpty else {
      return .timeline(
        try await TimelinePages(pages).read(
          redaction.subjects, faces: faces, minConfidence: redaction.minConfidence))
    }
    return .pages(
      PageSamples(pages, subjects: redaction.subjects, minConfidence: redaction.minConfidence))
  }

  private func finishedJob(_ jobs: RekognitionSession, _ source: Source) async throws -> RekognitionJob {
    let job: RekognitionJob
    switch source {
    case .job(let known): job = known
    case .request(let request):
      job = try await jobs.start(request)
      jobs.printStatus(job)
    }
    try await jobs.wait(for: job)
    return job
  }
}
