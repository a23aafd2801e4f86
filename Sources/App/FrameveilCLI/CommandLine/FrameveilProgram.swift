import AWS
import CSystem
import Core
import Detections
import Glibc
import Media
import Rekognition
import Reporting

/// The entry point of the program.
public enum FrameveilProgram {
  /// Runs the command line of this process and returns its exit code.
  public static func main() async -> Int32 {
    do {
      return await run(try CommandLineBytes.arguments())
    } catch {
      Terminal.message("frameveil: \(text(of: error))\n")
      return ExitCode(error).rawValue
    }
  }

  /// Runs a command line, without the program's name, and returns its exit code.
  public static func run(_ arguments: [String]) async -> Int32 {
    MemoryPolicy.limitArenas()
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
    guard let name = arguments.first else { throw UsageError("a command is missing", command: "") }
    switch name {
    case "--help", "-h", "help":
      let topic = arguments.dropFirst().first
      return Terminal.output((Commands.all.first { $0.name == topic }?.help ?? Commands.help + "\n"))
    case "--version", "-V": return Terminal.output("\(Build.text)\n")
    default: break
    }
    guard let command = Commands.types.first(where: { $0.spec.name == name }) else {
      throw UsageError("unknown command '\(name)'", command: "")
    }
    let spec = command.spec
    let parsed = try ParsedArguments(Array(arguments.dropFirst()), for: spec)
    if parsed.asksForHelp { return Terminal.output(spec.help) }
    do {
      try await run(command, parsed)
    } catch let error as UsageError {
      throw error.of(name)
    }
  }

  private static func run(_ command: any Command.Type, _ arguments: ParsedArguments) async throws {
    if command == BlurCommand.self, BatchPlan.isRequested(by: arguments) {
      guard !SpanCommand.isRequested(by: arguments), !WorkersRun.isRequested(by: arguments) else {
        throw UsageError("--workers and --plan take one INPUT and a file as OUTPUT")
      }
      return try await BlurBatch(arguments).run()
    }
    try RunFiles.checkConflicts([RunFiles(arguments, command.spec)])
    if command == BlurCommand.self, SpanCommand.isRequested(by: arguments) {
      return try await SpanCommand(arguments).run()
    }
    if command == BlurCommand.self, WorkersRun.isRequested(by: arguments) {
      return try await WorkersRun(arguments).run()
    }
    try await command.init(arguments).run()
  }

  /// The message for an error, without secrets, one line per statement.
  ///
  /// - Parameter arguments: the command line. Addresses in it are redacted as a whole, which also removes a password
  ///   that contains a space.
  static func text(of error: any Error, given arguments: [String] = []) -> String {
    var text = words(of: error)
    for argument in arguments where argument.contains("://") {
      let value = argument.hasPrefix("--") ? String(argument.drop { $0 != "=" }.dropFirst()) : argument
      if !value.isEmpty { text = text.replacing(value, with: RedactedAddress.text(value)) }
    }
    return RedactedAddress.redactingSecrets(in: text)
  }

  private static func words(of error: any Error) -> String {
    switch error {
    case is CancellationError: "interrupted; nothing was written"
    case let error as LeftoverError:
      "\(error.cause is CancellationError ? "interrupted" : words(of: error.cause))\n\(words(of: error.leftover))"
    case let error as NamedDetectionError:
      PlainText.line(
        "\(RedactedAddress.text(error.file)): \(error.cause)"
          + (error.cause.remedy.isEmpty ? "" : "; \(error.cause.remedy)"))
    // These messages have several lines, and foreign text in them is escaped already.
    case is CoverageError, is AWSError, is RekognitionError: PlainText.lines("\(error)")
    default: PlainText.line(PlainText.words(of: error))
    }
  }
}
