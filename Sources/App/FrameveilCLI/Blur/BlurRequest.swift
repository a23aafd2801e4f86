import Core
import Detections
import FaceDetection
import Media
import Pipeline
import Reporting
import S3

/// Everything that a blur needs, as a value: a command line is parsed into one, and the workflow's function makes one of
/// its event.
struct BlurRequest: Sendable {
  var input: Address
  var output: Address
  /// What the result gets beside its bytes, where it is an object.
  var properties = S3Properties()
  /// Where the faces are, what of them, and how boxes become covers.
  var redactionBoxes: RedactionArguments
  /// The job that tells where the faces are; nil where none is asked for.
  var rekognition: RekognitionArguments?
  /// How they are looked for where nothing tells.
  var detector: DetectionOptions
  var model: String?
  var allowsOtherModel = false
  var choice: SelectionArguments
  var options: BlurJob.Options
  /// How to encode; nil where the output's ending says that.
  var profile: EncodeProfile?
  var decodeThreads = 1
  /// Whether results that are there are replaced.
  var replaces = false
  var reports: [Address] = []
  /// Whether detections may hold nothing to hide.
  var allowsNone = false
  /// What is done where nothing was found.
  var onNone = NonePolicy.warn

  /// Refuses what cannot be done, before anything is read or written.
  func check() throws {
    guard redactionBoxes.detections != .standard || input != .standard else {
      throw Self.error("video and detections cannot both come from standard input")
    }
    _ = try encoding
    for place in [output] + reports { try place.checkAsOutput(command: BlurCommand.spec.name) }
    for report in reports { _ = try ReportFiles.format(of: report) }
    _ = try rekognition?.source(for: self)
    guard redactionBoxes.detections != nil || rekognition != nil || choice.faces.isEmpty else {
      throw Self.error(
        "--only-match and --except-match need --detections with GetFaceSearch's answer, or --rekognition")
    }
    guard redactionBoxes.detections != nil || rekognition != nil || redactionBoxes.subjects == .faces else {
      throw Self.error(
        "--hide \(redactionBoxes.subjects) needs --detections FILE, an answer of Amazon Rekognition that tells of it, or "
          + "--rekognition: the embedded detector finds faces only")
    }
    guard onNone != .fail || output != .standard else {
      throw Self.error(
        "--on-none fail needs a file as OUTPUT: what went down a pipe cannot be taken back")
    }
    guard options.onWeak != .fail || output != .standard else {
      throw Self.error(
        "--on-weak fail needs a file as OUTPUT: what went down a pipe cannot be taken back")
    }
  }

  /// The profile that it is encoded with.
  var encoding: EncodeProfile {
    get throws { try profile ?? ProfileChoice.choose(nil, output: output.path) }
  }

  private static func error(_ message: String) -> UsageError { UsageError(BlurCommand.spec.name, message) }
}
