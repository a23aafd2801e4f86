import Core
import Edits
import FaceDetection
import Geometry
import Media
import Pipeline
import Redaction
import ReviewServing

/// The stages of a run, as the review page asks for them.
struct ReviewRun: ReviewEngine {
  let request: BlurRequest
  let inputPath: String
  let outputPath: String
  let files: ReviewFiles
  let detector: DetectionOptions
  let style: RedactionStyle
  let verified = ResultMemory()
  /// Those on the result.
  var reports: ReviewReports { ReviewReports(on: outputPath) }

  var input: MediaInput { .file(path: inputPath) }

  init(_ arguments: ParsedArguments) throws {
    guard case .file(let input) = try Address(arguments.operands[0]) else {
      throw arguments.error("INPUT is a local video: its bytes are served to the page on this machine")
    }
    inputPath = input
    if let output = arguments[ReviewCommand.output] {
      guard case .file(let path) = output else { throw arguments.error("--output takes a local file") }
      outputPath = path
    } else {
      outputPath = Self.hidden(input)
    }
    files = ReviewFiles(edits: arguments[ReviewCommand.edits], input: input)
    let blur = try Self.blurArguments(arguments, input: input, output: outputPath)
    request = try BlurRequest(blur)
    try request.check()
    guard request.imageFormat == nil else { throw arguments.error("OUTPUT is a video") }
    guard request.redaction.allDetections.count <= 1 else {
      throw arguments.error("--detections takes one file: the edits name it")
    }
    detector = request.detector
    style = try request.style.read()
  }

  /// `in-hidden.mp4`
  private static func hidden(_ input: String) -> String {
    let stem = ReviewFiles.stem(input)
    let ending = RedactedAddress.ending(input)
    let known = ["mp4", "m4v", "mov", "qt", "mkv", "webm", "ts", "m2ts", "mts"].contains(ending)
    return "\(stem)-hidden.\(known ? ending : "mp4")"
  }

  /// The command line of `blur` with the options that both commands have.
  private static func blurArguments(
    _ arguments: ParsedArguments, input: String, output: String
  ) throws -> ParsedArguments {
    var words: [String] = []
    for option in (ReviewCommand.sharedOptions + ReviewCommand.detectorOptions).map(\.usage) {
      for text in arguments.texts(of: option) {
        words.append(option.value == nil ? option.name : "\(option.name)=\(text)")
      }
    }
    return try ParsedArguments(words + ["--output=\(output)", "--", input], for: BlurCommand.spec)
  }
}

/// The files of a review beside the video, or beside the edits.
struct ReviewFiles: Sendable {
  let edits: String
  /// The detections that the program finds itself.
  let detections: String
  let tracks: String

  init(edits: String?, input: String) {
    let path = edits ?? Self.stem(input) + ".edits.json"
    self.edits = path
    let stem = path.hasSuffix(".edits.json") ? String(path.dropLast(11)) : Self.stem(path)
    (detections, tracks) = (stem + ".faces.json", stem + ".tracks")
  }

  /// A path without its extension.
  static func stem(_ path: String) -> String {
    let folder = EditsFile.folder(of: path)
    let name = path.dropFirst(folder.count)
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return path }
    return folder + name[..<dot]
  }
}
