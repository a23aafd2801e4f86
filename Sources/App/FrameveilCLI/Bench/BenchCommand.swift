import Core
import Glibc
import Media

/// `frameveil bench`: runs `blur` and a plain transcode alternately, each as a whole process.
///
/// The plain transcode is a `gst-launch-1.0` pipeline of the same source with the same decoder, encoder, muxer and
/// settings: the lower bound. The ratio is the cost of the redaction.
struct BenchCommand: Command {
  static let spec = CommandSpec(
    name: "bench", summary: "Compare time and memory of blur with those of a plain transcode.",
    operands: ["INPUT"], minimumOperands: 1, operandUse: .reads, required: "--detections FILE",
    options: [
      detections, profile, BlurCommand.untouched, runs, folder,
      CommonOptions.decodeThreads.described("decoder threads of both"),
      CommonOptions.json.described("print the figures as JSON"),
    ],
    notes: "The figures are medians. On a busy machine the ratios are reliable and the times are not.")

  private static let detections = CommandOption<String?>(
    "--detections", short: "-d", "FILE", use: .reads, "where the faces are, as for blur (required)")
  private static let profile = CommandOption<String?>(
    "--profile", short: "-p", "NAME|FILE", use: .reads, "encoding profile, as for blur; default: mp4"
  ).choosing(from: ProfileChoice.option.usage.choices)
  private static let runs = CommandOption<Int>(
    "--runs", "N", 1...100, default: 3, "runs of each, alternately, after one warm-up run")
  private static let folder = CommandOption<String?>(
    "--folder", "DIR", "folder for the outputs, which are removed; default: /tmp")

  private let input: String
  private let detections: String
  private let profile: EncodeProfile
  private let profileArgument: String
  private let untouched: UntouchedPolicy
  private let runs: Int
  private let folder: String
  private let decodeThreads: Int
  private let printsJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    input = arguments.operands[0]
    detections = try arguments.required(Self.detections)
    profileArgument = arguments[Self.profile] ?? "mp4"
    profile = try ProfileChoice.chosen(profileArgument)
    untouched = arguments[BlurCommand.untouched]
    runs = arguments[Self.runs]
    decodeThreads = arguments[CommonOptions.decodeThreads]
    folder = arguments[Self.folder] ?? "/tmp"
    printsJSON = arguments[CommonOptions.json]
  }

  func run() async throws {
    let ours = "\(folder)/frameveil-bench-\(getpid()).ours"
    let bare = "\(folder)/frameveil-bench-\(getpid()).bare"
    defer {
      unlink(ours)
      unlink(bare)
    }
    let blur = [
      "/proc/self/exe", "blur", input, "-d", detections, "-p", profileArgument, "-o", ours, "--force",
      "--quiet", "--untouched", untouched.rawValue, "--decode-threads", "\(decodeThreads)",
    ]
    let transcode = try await bareTranscode(output: bare)
    var rounds: [(ours: MeasuredProgram.Run, bare: MeasuredProgram.Run)] = []
    for round in 0...runs {
      let pair = (ours: try MeasuredProgram.run(blur), bare: try MeasuredProgram.run(transcode))
      // The first round warms the caches and is not counted.
      if round > 0 { rounds.append(pair) }
    }
    try report(BenchFigures(rounds), transcode)
  }

  /// The `gst-launch-1.0` command line for the same transcode without redaction.
  private func bareTranscode(output: String) async throws -> [String] {
    let reader = try MediaReader(input: .file(path: input), options: .init(decodeThreads: decodeThreads))
    let description = try await reader.open()
    await reader.close()
    let decode = "\(description.decoder) max-threads=\(decodeThreads)"
    var words = ["gst-launch-1.0", "-q", "filesrc", "location=\(input)", "!", "parsebin", "name=streams"]
    let video =
      "streams. ! queue max-size-buffers=5 ! \(decode) ! queue max-size-buffers=2 max-size-bytes=0 ! "
      + "\(profile.encode) ! container."
    words += video.split(separator: " ").map(String.init)
    for track in description.tracks {
      guard let caps = Self.caps[track.parameters.codec] else { continue }
      words += "streams. ! \(caps) ! queue max-size-time=0 max-size-buffers=0 ! container."
        .split(separator: " ").map(String.init)
    }
    let container = profile.mux.split(separator: " ").first.map(String.init) ?? ""
    let muxer = Self.muxers[container] ?? "avmux_\(container)"
    words += "\(muxer) name=container ! filesink location=\(output)".split(separator: " ").map(String.init)
    return words
  }

  /// Caps of common audio codecs by libavformat's names; other tracks are left out of the plain transcode.
  private static let caps = [
    "aac": "audio/mpeg", "mp3": "audio/mpeg", "opus": "audio/x-opus", "vorbis": "audio/x-vorbis",
    "ac3": "audio/x-ac3",
  ]
  /// GStreamer's muxers by libavformat's names.
  private static let muxers = [
    "mp4": "mp4mux", "mov": "qtmux", "matroska": "matroskamux", "webm": "webmmux", "mpegts": "mpegtsmux",
  ]

  private func report(_ figures: BenchFigures, _ transcode: [String]) throws {
    if printsJSON {
      return Terminal.output(try JSONDocument.pretty(figures))
    }
    Terminal.output("plain transcode: \(transcode.joined(separator: " "))\n\(figures.table)")
  }
}
