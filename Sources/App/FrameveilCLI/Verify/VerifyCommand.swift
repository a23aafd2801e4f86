import Core
import FaceDetection
import Glibc
import Media
import Pipeline
import Synchronization

/// `frameveil verify`: runs the detector on every frame of a finished output and lists the visible faces.
struct VerifyCommand: Command {
  private let input: Address
  private let report: String?
  private let model: String?
  private let allowsOtherModel: Bool
  private let options: DetectionOptions
  private let visibility: FaceVisibility
  private let allowsDamage: Bool
  private let decodeThreads: Int
  private let isQuiet: Bool
  private let printsJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    input = try Address(arguments.operands[0])
    report = arguments[Self.report]
    try Self.refuseOthers(input)
    if report != nil, input == .standard || input.isRemote {
      throw arguments.error("--report needs a local file as OUTPUT, to compare its checksum")
    }
    model = arguments[DetectorArguments.model]
    allowsOtherModel = arguments[DetectorArguments.allowOtherModel]
    var visibility = FaceVisibility()
    visibility.minConfidence = arguments[Self.minConfidence]
    visibility.certainConfidence = max(visibility.certainConfidence, visibility.minConfidence)
    self.visibility = visibility
    var options = DetectionOptions()
    options.size = arguments[DetectorArguments.size]
    options.tiles = arguments[DetectorArguments.tiles]
    options.runtime = arguments[DetectorArguments.runtime]
    options.rate = SamplingGrid.everyFrame
    options.minConfidence = visibility.minConfidence
    self.options = options
    allowsDamage = arguments[CommonOptions.allowDamaged]
    decodeThreads = arguments[CommonOptions.decodeThreads]
    isQuiet = arguments[CommonOptions.quiet]
    printsJSON = arguments[CommonOptions.json]
  }

  /// Throws for a folder or a report, before it is decoded as a video.
  private static func refuseOthers(_ input: Address) throws {
    guard case .file(let path) = input else { return }
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw UserError(
        .noInput, path, "is a folder; verify takes one video",
        remedy: "run verify on each video in the folder")
    }
    if let kind = WrittenReport.kind(of: path) {
      throw UserError(
        .invalidInput, path, "is \(kind), not a video",
        remedy: "give the video that 'frameveil blur' wrote as OUTPUT, and its report with --report")
    }
  }

  func run() async throws {
    let findings = try await Interruption.cancellingOnSignal {
      try await ProgressLine.during(isQuiet: isQuiet) { try await work($0) }
    }
    try show(findings)
    guard findings.visible.isEmpty else { throw FacesVisibleError("\(input)", findings) }
  }

  private func work(_ progress: ProgressLine) async throws -> VerifyFindings {
    let model = try FaceModel.found(at: model, allowsOther: allowsOtherModel)
    let runtime = try InferenceRuntime.found(options.runtime)
    let report = try await checkedReport()
    let reader = try MediaReader(
      input: try await input.input(),
      options: .init(decodeThreads: decodeThreads, allowsDamage: allowsDamage))
    let job = DetectJob(
      reader: reader, model: model, options: options, visibility: visibility, allowsDamage: allowsDamage)
    // One task calls `add`, which only computes; the lock makes the value shareable and is never waited for.
    let faces = Mutex(VisibleFaces())
    _ = try await job.run(
      begin: { _ in }, take: { sample in faces.withLock { $0.add(sample) } },
      progress: { progress.show(frames: $0, time: $1, duration: $2) })
    try Task.checkCancellation()
    return VerifyFindings(
      output: "\(input)", faces.withLock { $0 }, report: report, runtime: runtime, seconds: progress.seconds)
  }

  /// Reads the report of `--report`, if given, and checks that it belongs to the video.
  private func checkedReport() async throws -> WrittenReport? {
    guard let report, case .file(let path) = input else { return nil }
    let written = try WrittenReport.read(report)
    try written.check(belongsTo: path, report: report, try await FileDigest().digest(of: path))
    return written
  }

  private func show(_ findings: VerifyFindings) throws {
    if !isQuiet { for note in findings.notes { Terminal.line("frameveil: note: \(note)") } }
    if printsJSON {
      Terminal.output(try JSONDocument.pretty(findings))
    } else if !isQuiet, !findings.visible.isEmpty {
      Terminal.output(findings.table)
    }
    if !isQuiet, findings.visible.isEmpty {
      Terminal.line(
        "\(input): no visible face on \(findings.frames) frames; "
          + "\(ProgressLine.rounded(findings.fps)) frames/s")
    }
  }
}

/// The check ran and found visible faces.
struct FacesVisibleError: Error, CustomStringConvertible {
  let description: String

  init(_ name: String, _ findings: VerifyFindings) {
    let count = findings.visible.count
    description =
      "\(name): \(count == 1 ? "a face is" : "\(count) faces are") visible, on \(findings.framesWithFaces) of "
      + "\(findings.frames) frames; review these frames, and run 'blur' again with other values of --margin, "
      + "--detect-size, --detect-tiles or --detect-rate, or with other detections"
  }
}

extension VerifyCommand {
  private static let report = CommandOption<String?>(
    "--report", "FILE", use: .reads,
    "JSON report of the run that made OUTPUT, to check that it belongs to OUTPUT and to list nearby tracks")
  private static let minConfidence = CommandOption<Double>(
    "--min-confidence", "C", 1...100, default: FaceVisibility().minConfidence,
    "a face counts as visible from confidence C if its box holds fine detail, and from "
      + "\(Int(FaceVisibility().certainConfidence)) in any case")

  static let spec = CommandSpec(
    name: "verify", summary: "Search a finished output for faces that are still visible.",
    operands: ["OUTPUT"], minimumOperands: 1, operandUse: .reads,
    options: [
      report, DetectorArguments.size, DetectorArguments.tiles, DetectorArguments.model,
      DetectorArguments.allowOtherModel, DetectorArguments.runtime, minConfidence,
      CommonOptions.allowDamaged.described("process the readable part of a damaged or truncated video"),
      CommonOptions.decodeThreads, CommonOptions.quiet.described("print neither table nor progress"),
      CommonOptions.json.described("print the findings as JSON"),
    ],
    notes: """
      OUTPUT is one finished video: a path, s3://BUCKET/KEY, a URL, or - for standard input. For a folder, run
      verify on each video. FILE is the JSON report of the run, not the HTML report.

      The detector runs on every frame. It also fires on redacted faces, with lower confidence, so a face counts
      as visible only if its box holds detail that no redaction leaves. Passing this check is no proof: a
      detector misses faces that people see.

      Exit code 0: no face is visible. Exit code 3: faces are visible, and each is listed.

      EXAMPLES
        frameveil verify out.mp4
        frameveil verify out.mp4 --report report.json --json
      """)
}
