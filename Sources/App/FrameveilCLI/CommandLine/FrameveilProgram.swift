import AWS
import Core
import Detections
import Media
import Rekognition
import Reporting

/// The whole program behind a function, so that `main` is one line.
public enum FrameveilProgram {
  /// Runs the process's command line and returns the exit code.
  public static func main() async -> Int32 {
    do {
      return await run(try CommandLineBytes.arguments())
    } catch {
      Terminal.message("frameveil: \(text(of: error))\n")
      return ExitCode(error).rawValue
    }
  }

  /// Runs a command line (without the program's name) and returns the exit code.
  public static func run(_ arguments: [String]) async -> Int32 {
    MemoryPolicy.keepLittle()
    do {
      try await dispatch(arguments)
      return ExitCode.done.rawValue
    } catch {
      let code = ExitCode(error)
      Terminal.message("frameveil: \(text(of: error, given: arguments))\n")
      return code.rawValue
    }
  }

  private static func dispatch(_ arguments: [String]) async throws {
    guard let name = arguments.first else { throw UsageError("", "a command is missing") }
    switch name {
    case "--help", "-h", "help":
      let topic = arguments.dropFirst().first
      return Terminal.output((Commands.all.first { $0.name == topic }?.help ?? Commands.help + "\n"))
    case "--version", "-V": return Terminal.output("frameveil \(Commands.version)\n")
    default: break
    }
    guard let command = Commands.all.first(where: { $0.name == name }) else {
      throw UsageError("", "there is no command '\(name)'")
    }
    let parsed = try ParsedArguments(Array(arguments.dropFirst()), for: command)
    if parsed.has("--help") { return Terminal.output(command.help) }
    let isBatch = name == BlurCommand.spec.name && BatchPlan.isMeant(by: parsed)
    if !isBatch { try RunFiles.checkApart([RunFiles(parsed, command)], command: name) }
    switch name {
    case BlurCommand.spec.name where isBatch: try await BlurBatch(parsed).run()
    case BlurCommand.spec.name: try await BlurCommand(parsed).run()
    case DetectCommand.spec.name: try await DetectCommand(parsed).run()
    case VerifyCommand.spec.name: try await VerifyCommand(parsed).run()
    case TrackCommand.spec.name: try await TrackCommand(parsed).run()
    case RekognitionCommand.spec.name: try await RekognitionCommand(parsed).run()
    case ServeCommand.spec.name: try await ServeCommand(parsed).run()
    case BenchCommand.spec.name: try await BenchCommand(parsed).run()
    case LambdaCommand.spec.name: try await LambdaCommand(parsed).run()
    default: try ProfilesCommand(parsed).run()
    }
  }

  /// What happened, for people: without secrets, and a line for each thing that is said. An address that was given is
  /// known as a whole, also with a space in its password.
  static func text(of error: any Error, given arguments: [String] = []) -> String {
    var text = words(of: error)
    for argument in arguments where argument.contains("://") {
      let value = argument.hasPrefix("--") ? String(argument.drop { $0 != "=" }.dropFirst()) : argument
      if !value.isEmpty { text = text.replacing(value, with: PublicAddress.text(value)) }
    }
    return PublicAddress.hidingSecrets(in: text)
  }

  private static func words(of error: any Error) -> String {
    switch error {
    case is CancellationError: "interrupted; nothing was written"
    case let error as LeftoverError:
      "\(error.cause is CancellationError ? "interrupted" : words(of: error.cause))\n\(words(of: error.leftover))"
    case let error as NamedDetectionError:
      PlainText.line(
        "\(PublicAddress.text(error.file)): \(error.cause)"
          + (error.cause.remedy.isEmpty ? "" : "; \(error.cause.remedy)"))
    // These say several lines, and nothing in them comes from elsewhere unescaped.
    case is CoverageError, is AWSError, is RekognitionError: PlainText.lines("\(error)")
    default: PlainText.line(PlainText.words(of: error))
    }
  }
}
