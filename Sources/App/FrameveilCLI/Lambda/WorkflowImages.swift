import Core
import Detections
import Pipeline
import Redaction
import StillImages
import Workflow

/// The `blur` command for the images of the image API, with the options that its operator has set.
struct WorkflowImages: ImageRedactor {
  /// The words of the operator's options.
  private let options: [String]
  private let common: ParsedArguments

  /// Options that the API sets itself.
  private static let reserved: [any DeclaredOption] =
    [
      BlurCommand.output, RedactionArguments.detections, BlurCommand.report,
      CommonOptions.json,
    ] + BatchPlan.options

  /// The options of the variable `IMAGE_OPTIONS`.
  init(_ variables: Variables) throws {
    try self.init(options: variables["IMAGE_OPTIONS"] ?? "", from: "IMAGE_OPTIONS")
  }

  /// Parses and checks options, which are quoted as on a command line.
  ///
  /// - Parameter source: names them in messages.
  /// - Throws: `WorkflowError`, `UsageError`; `UserError` for a file that they name.
  init(options text: String, from source: String) throws {
    options = try ShellWords.split(text, of: source)
    common = try ParsedArguments(["IMAGE"] + options, for: BlurCommand.spec)
    guard common.operands.count == 1, !common.asksForHelp else {
      throw WorkflowError(.configuration, "\(source) takes options of 'frameveil blur', no operands")
    }
    if let option = Self.reserved.first(where: common.isGiven) {
      throw WorkflowError(
        .configuration, "\(source) contains \(option.usage.name), which the function sets itself")
    }
    let request = try command(common).request
    // Read again for each image; a file that cannot be read must not be found out by the first of them.
    _ = try (request.style.read(), request.choice.read())
  }

  func plan(hide: Subjects?, effect: ImageEffect?) throws -> ImageRedaction {
    for (name, isAsked, option) in [
      ("hide", hide != nil, RedactionArguments.hide as any DeclaredOption),
      ("effect", effect != nil, StyleArguments.effect),
    ] where isAsked && common.isGiven(option) {
      throw HTTPFailure(
        400, "InvalidParameter", "\(name) is set by the operator of this service; leave it out")
    }
    let request = try command(hide: hide, effect: effect?.rawValue).request
    return ImageRedaction(
      hide: request.redaction.subjects, effect: request.style.style.effect.rawValue)
  }

  func open(_ image: [UInt8], as plan: ImageRedaction) async throws -> any OpenedImage {
    let format = StillImageFormat(start: image) ?? .jpeg
    let command = try command(hide: plan.hide, effect: plan.effect, format: format)
    return WorkflowImage(
      try await ImageThread().run { try command.withClientErrors { try command.opened(image) } }, command)
  }

  /// The command for what a request asks for.
  ///
  /// - Throws: `HTTPFailure` if the options do not go together.
  private func command(
    hide: Subjects?, effect: String?, format: StillImageFormat = .jpeg
  ) throws -> BlurCommand {
    var words = options
    if let hide, !common.isGiven(RedactionArguments.hide) { words.append("--hide=\(hide)") }
    if let effect, !common.isGiven(StyleArguments.effect) { words.append("--effect=\(effect)") }
    do {
      return try command(ParsedArguments(["IMAGE"] + words, for: BlurCommand.spec), format)
    } catch let error as UsageError {
      // A client's parameters have the names of options.
      let words = "\(error)".replacing("--", with: "")
      throw HTTPFailure(400, "InvalidParameter", "these parameters do not go together: \(words)")
    }
  }

  /// Its input, output and detections are placeholders.
  private func command(
    _ arguments: ParsedArguments, _ format: StillImageFormat = .jpeg
  ) throws -> BlurCommand {
    var request = try BlurRequest(
      optionsOf: arguments, input: .file("the image"), output: .file("hidden.\(format.extensions[0])"),
      detections: [.file("the response of Rekognition")])
    request.allowsEmptyDetections = true
    return try BlurCommand(request, isQuiet: true, printsJSON: false)
  }
}
