import Core
import FoundationEssentials
import Media
import Pipeline
import Redaction
import Reporting

/// The options for copying redacted groups of pictures from an earlier output.
struct ReuseArguments: Sendable {
  static let output = CommandOption<String?>(
    "--reuse", "FILE", use: .reads,
    "an earlier output of INPUT: groups of pictures whose redaction has not changed are copied from it, and only the others "
      + "are encoded; needs --reuse-report"
  ).forVideos
  static let report = CommandOption<String?>(
    "--reuse-report", "FILE", use: .reads, "the JSON report of the run that wrote the file of --reuse"
  ).forVideos

  static let options: [any DeclaredOption] = [output, report]

  /// The path of the earlier output.
  let output: String
  /// The path of its report.
  let report: String

  init(output: String, report: String) { (self.output, self.report) = (output, report) }

  /// Nil if nothing is to be reused.
  ///
  /// - Throws: `UsageError` if one of the options is missing, or names no local file.
  init?(_ arguments: ParsedArguments) throws(UsageError) {
    switch (arguments[Self.output], arguments[Self.report]) {
    case (nil, nil): return nil
    case (let output?, let report?): (self.output, self.report) = (output, report)
    default: throw UsageError("--reuse FILE and --reuse-report FILE.json belong together: give both")
    }
    for path in [output, report] where path == "-" || path.contains("://") {
      throw UsageError("--reuse takes files on this machine, not '\(RedactedAddress.text(path))'")
    }
  }

  /// Checks the rest of a request.
  func check(_ request: BlurRequest) throws(UsageError) {
    guard case .file = request.input else {
      throw UsageError("--reuse needs a file as INPUT, whose checksum shows that it is the same video")
    }
    guard request.options.untouched != .encode else {
      throw UsageError("--untouched encode encodes everything: it cannot be combined with --reuse")
    }
  }

  /// The earlier output, once it is known to be one of this input, unaltered, and made under the same conditions.
  func verified(for input: String, _ conditions: String) async throws -> EarlierOutput {
    let written = try WrittenReport.read(report)
    let digest = FileDigest()
    try written.check(belongsTo: output, report: report, try await digest.digest(of: output))
    guard let source = written.input?.sha256, source == (try await digest.digest(of: input))?.sha256 else {
      throw UserError(
        .invalidInput, output, "is not an output of \(input): the report names another input",
        remedy: "run without --reuse")
    }
    guard let reuse = written.reuse else {
      throw UserError(
        .invalidInput, report, "lists no groups of pictures that can be copied",
        remedy: "reuse outputs in H.264 as MP4, MOV or Matroska that were not made with --untouched encode")
    }
    guard reuse.conditions == conditions else {
      throw UserError(
        .invalidInput, output,
        "was made with another effect, another profile or another version of frameveil",
        remedy: "pass the same options, or run without --reuse")
    }
    return EarlierOutput(
      path: output,
      groups: reuse.groups.map {
        RedactedGroup(
          firstFrame: $0.firstFrame, frames: $0.frames, redaction: $0.redaction, packets: $0.packets)
      })
  }
}

extension BlurCommand {
  /// SHA-256 of all that decides over the pixels of a redacted frame beside the frame and its masks, in hexadecimal digits.
  func reuseConditions() async throws -> String {
    let digest = FileDigest()
    // Two builds of one version may redact differently.
    var parts = [try await digest.digest(of: "/proc/self/exe")?.sha256 ?? ""]
    parts += (Self.versionsAndStyle(request)).map { "\($0.name) \($0.value)" }
    // Text is hidden by the colour, whatever the effect is.
    let colour = request.style.style.colour
    parts.append("\(colour.red) \(colour.green) \(colour.blue)")
    if let picture = request.style.picture {
      parts.append(try await digest.digest(of: picture)?.sha256 ?? "")
    }
    let profile = try request.encoding
    parts += [profile.encode, profile.highBitDepthEncode ?? "", profile.oddSizeFormat ?? ""]
    return SHA256.hex(parts.joined(separator: "\0").utf8)
  }

  private static func versionsAndStyle(_ request: BlurRequest) -> [Setting] {
    Commands.versions + request.style.settings.filter { "--\($0.name)" != StyleArguments.image.usage.name }
  }
}

extension ReuseRecord {
  /// The record of an output.
  init(_ groups: [RedactedGroup], conditions: String) {
    self.init(
      conditions: conditions,
      groups: groups.map {
        Group(firstFrame: $0.firstFrame, frames: $0.frames, redaction: $0.redaction, packets: $0.packets)
      })
  }
}
