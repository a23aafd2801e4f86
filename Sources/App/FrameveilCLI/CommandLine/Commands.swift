import Core
import Media
import OpenCV
import Reporting

/// A command of the program.
protocol Command: SendableMetatype {
  static var spec: CommandSpec { get }

  /// Checks the command line; reads and writes nothing.
  init(_ arguments: ParsedArguments) throws

  func run() async throws
}

/// The commands, in the order in which the help lists them.
enum Commands {
  static let types: [any Command.Type] = [
    BlurCommand.self, ReviewCommand.self, VerifyCommand.self, DetectCommand.self, TrackCommand.self,
    DivideCommand.self, AnalyzeCommand.self, PlanCommand.self, JoinCommand.self, RekognitionCommand.self,
    ServeCommand.self, LambdaCommand.self, BenchCommand.self, ProfilesCommand.self, DoctorCommand.self,
    CompletionsCommand.self, ManualCommand.self,
  ]
  static let all = types.map { $0.spec }

  static let version = "0.1.0"

  /// The versions of the program and of the libraries that process frames, for reports.
  static var versions: [Setting] {
    [
      Setting("frameveil", .text(version)), Setting("gstreamer", .text(GStreamerLibrary.version)),
      Setting("opencv", .text(OpenCV.version)),
    ] + (Build.commit.map { [Setting("commit", .text($0))] } ?? [])
  }

  /// The exit codes and what they mean.
  static let exitCodes: [(code: Int32, meaning: String)] = [
    (0, "success"),
    (1, "doctor: something that a run needs is missing"),
    (3, "verify: faces are visible; blur: --on-weak fail or --on-none fail applied"),
    (64, "usage error"), (65, "invalid input data"), (66, "input not found"),
    (69, "service or network unavailable"), (70, "internal error"), (73, "output cannot be created"),
    (74, "read or write error"), (77, "permission denied"), (78, "configuration error"),
    (130, "interrupted by SIGINT or SIGTERM"),
  ]

  static var help: String {
    let width = (all.map(\.name.count).max() ?? 0) + 2
    let list = all.map { "  \($0.name)\(String(repeating: " ", count: width - $0.name.count))\($0.summary)" }
    let codes = exitCodes.map {
      "  \($0.code)\(String(repeating: " ", count: 5 - "\($0.code)".count))\($0.meaning)"
    }
    return """
      \(purpose)

      USAGE
        frameveil COMMAND [options]

      COMMANDS
      \(list.joined(separator: "\n"))

      'frameveil COMMAND --help' describes a command. 'frameveil --version' prints the version, \(version).

      EXIT CODES
      \(codes.joined(separator: "\n"))
      """
  }

  static let purpose =
    "Frameveil redacts faces in video: every face, on every frame, and nothing else changes."
}
