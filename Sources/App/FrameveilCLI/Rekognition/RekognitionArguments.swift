import Detections
import Pipeline
import Rekognition

/// `blur --rekognition`: the job that tells where the faces are, started or to be started.
struct RekognitionArguments: Sendable {
  static let options: [CommandSpec.Option] = [
    .init(
      name: "--rekognition",
      help:
        "let Amazon Rekognition look for what --hide says: start a job over\nINPUT, s3://BUCKET/KEY, and wait "
        + "for it"),
    .init(
      name: "--rekognition-job", value: "JOBID", help: "the same with a job that was started before"),
    .init(
      name: "--collection", value: "ID",
      help: "the collection in which --rekognition looks for the faces of\n--only-match and --except-match"),
  ]

  /// The job that tells where the faces are.
  enum Source {
    case request(JobRequest)
    case job(RekognitionJob)
  }

  /// Nil for one that is to be started.
  private let jobID: String?
  private let collection: String?
  private let tellsConfidence: Bool
  private let isQuiet: Bool

  /// Nil where the command line does not ask for Rekognition.
  init?(_ arguments: ParsedArguments) throws {
    jobID = arguments["--rekognition-job"]
    collection = arguments["--collection"]
    tellsConfidence = arguments.has("--min-confidence")
    isQuiet = arguments.has("--quiet")
    guard arguments.has("--rekognition") || jobID != nil else {
      guard collection == nil else { throw Self.error("--collection needs --rekognition") }
      return nil
    }
  }

  /// The job for what a request says.
  func source(for blur: BlurRequest) throws(UsageError) -> Source {
    guard blur.redactionBoxes.detections == nil else {
      throw Self.error("--rekognition and --detections exclude each other")
    }
    let faces = blur.choice.faces
    let kind = try Self.kind(blur.redactionBoxes.subjects, isSearch: !faces.isEmpty)
    if let jobID { return .job(RekognitionJob(kind: kind, id: jobID)) }
    guard case .object(let video) = blur.input else {
      throw Self.error("--rekognition needs a video in a bucket, s3://BUCKET/KEY, not '\(blur.input)'")
    }
    var request = JobRequest(kind, video)
    request.collection = collection
    guard (kind == .search) == (request.collection != nil) else {
      throw Self.error("--rekognition with faces by name needs --collection ID, and nothing else does")
    }
    request.minConfidence = tellsConfidence ? blur.redactionBoxes.minConfidence : nil
    // What is less similar must be told, too, where it is wanted.
    request.minSimilarity = faces.map(\.similarity).min()
    return .request(request)
  }

  /// The job that tells of what is to be hidden.
  private static func kind(_ subjects: Subjects, isSearch: Bool) throws(UsageError) -> JobKind {
    if isSearch { return .search }
    switch subjects {
    case Subjects(faces: true): return .faces
    case Subjects(persons: true), Subjects(faces: true, persons: true): return .persons
    case Subjects(text: true): return .text
    case Subjects(moderation: true): return .moderation
    case Subjects(labels: subjects.labels): return .labels
    default:
      throw error(
        "--rekognition can look for one kind at a time: get the answers of several with 'frameveil rekognition "
          + "get', put them into one file, and give that with --detections")
    }
  }

  /// Starts what is to be started, waits, and gives the samples: page by page, or all where names are asked for.
  func faceSource(for blur: BlurRequest) async throws -> FaceSource {
    let (redactionBoxes, faces) = (blur.redactionBoxes, blur.choice.faces)
    let jobs = try RekognitionSession(isQuiet: isQuiet)
    let pages = jobs.pages(of: try await finishedJob(jobs, source(for: blur)))
    guard faces.isEmpty else {
      return .answer(
        try await TimelinePages(pages).read(
          redactionBoxes.subjects, faces: faces, minConfidence: redactionBoxes.minConfidence))
    }
    return .pages(
      PageSamples(pages, subjects: redactionBoxes.subjects, minConfidence: redactionBoxes.minConfidence))
  }

  private func finishedJob(_ jobs: RekognitionSession, _ source: Source) async throws -> RekognitionJob {
    let job: RekognitionJob
    switch source {
    case .job(let known): job = known
    case .request(let request):
      job = try await jobs.start(request)
      jobs.tell(job)
    }
    try await jobs.wait(for: job)
    return job
  }

  private static func error(_ message: String) -> UsageError { UsageError(BlurCommand.spec.name, message) }
}
