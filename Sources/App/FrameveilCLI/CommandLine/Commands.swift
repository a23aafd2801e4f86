import Core
import Media
import OpenCV
import Reporting

/// The program's commands, in the order of help.
enum Commands {
  static let all = [
    BlurCommand.spec, VerifyCommand.spec, DetectCommand.spec, TrackCommand.spec, RekognitionCommand.spec,
    ServeCommand.spec, LambdaCommand.spec, BenchCommand.spec, ProfilesCommand.spec,
  ]

  static let version = "0.1.0"

  /// The program's version and those of the libraries that change pictures.
  static var versions: [Setting] {
    [
      Setting("frameveil", .text(version)), Setting("gstreamer", .text(GStreamerLibrary.version)),
      Setting("opencv", .text(OpenCV.version)),
    ]
  }

  static var help: String {
    let width = (all.map(\.name.count).max() ?? 0) + 2
    let list = all.map { "  \($0.name)\(String(repeating: " ", count: width - $0.name.count))\($0.summary)" }
    return """
      Frameveil hides faces in video: every face, on every frame, and nothing else.

      USAGE
        frameveil COMMAND [options]

      COMMANDS
      \(list.joined(separator: "\n"))

      'frameveil COMMAND --help' tells all of a command. 'frameveil --version' prints \(version).

      EXIT CODES
        0 done, 3 coverage is weak or nothing was found, and that was to fail, or faces are visible,
        64 usage, 65 bad input data, 66 no input, 69 service unavailable, 70 bug, 73 cannot create output,
        74 input or output failed, 77 no permission, 78 configuration, 130 interrupted
      """
  }
}
