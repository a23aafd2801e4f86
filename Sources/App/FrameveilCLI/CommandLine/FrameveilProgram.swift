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
    guard let name = arguments.first else { throw UsageError("", "a command is missing") }
    switch name {
    case "--help", "-h", "help":
      let topic = arguments.dropFirst().first
      return Terminal.output((Commands.all.first { $0.name == topic }?.help ?? Commands.help + "\n"))
    case "--version", "-V": return Terminal.output("frameveil \(Commands.version)\n")
    default: break
    }
    guard let command = Commands.all.first(where: { $0.name == name }) else {
      throw UsageError("", "unknown command '\(name)'")
    }
    let parsed = try ParsedArguments(Array(arguments.dropFirst()), for: command)
    if parsed.asksForHelp { return Terminal.output(command.help) }
    let isBatch = name == BlurCommand.spec.name && BatchPlan.isRequested(by: parsed)
    if !isBatch { try RunFiles.checkConflicts([RunFiles(parsed, command)], command: name) }
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

/// Settings of the C library's allocator.
enum MemoryPolicy {
  /// Limits the number of arenas and returns large freed blocks to the system. Must be called before other threads
  /// start.
  ///
  /// By default glibc gives each thread its own arena and keeps freed memory there. With about fifteen threads that
  /// pass frames of several megabytes to one another, this held 18 MB more at 1080p and was no faster. Returning freed
  /// frames and detector feature maps to the system saves another 8 MB.
  static func limitArenas() { fv_keep_little_memory() }
}

/// The command line as bytes, as the kernel passes it.
enum CommandLineBytes {
  /// The arguments without the program's name.
  ///
  /// - Throws: `UsageError` for an argument that is not UTF-8: decoded as text, it would name a different file.
  static func arguments() throws(UsageError) -> [String] {
    var texts: [String] = []
    for index in 1..<max(1, Int(CommandLine.argc)) {
      // The kernel's array lives as long as the process, and nothing writes to it.
      guard let bytes = CommandLine.unsafeArgv[index] else { break }
      guard let text = String(validatingCString: bytes) else { throw refusal(bytes) }
      texts.append(text)
    }
    return texts
  }

  private static func refusal(_ bytes: UnsafePointer<CChar>) -> UsageError {
    UsageError(
      "",
      "the argument '\(shown(bytes))' is not UTF-8 (it may be a file name in Latin-1); rename the file, or pass its "
        + "content through a pipe: frameveil blur - -o - < IN > OUT")
  }

  /// The argument with each non-ASCII byte escaped as `\xE9`.
  private static func shown(_ bytes: UnsafePointer<CChar>) -> String {
    let text = UnsafeBufferPointer(start: bytes, count: strlen(bytes)).map { byte in
      let byte = UInt8(bitPattern: byte)
      return byte < 0x80
        ? String(Unicode.Scalar(byte)) : "\\x" + String(byte, radix: 16, uppercase: true)
    }.joined()
    return RedactedAddress.text(text)
  }
}
