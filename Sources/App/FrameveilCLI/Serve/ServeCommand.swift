import Core
import FaceDetection
import HTTPServing
import LambdaRuntime
import LocalRekognition

/// `frameveil serve`: a local server of the Amazon Rekognition API, and of the image API with its page.
struct ServeCommand: Command {
  private let address: String
  private let rekognition: ServedRekognition?
  private let images: ServedImages?
  private let model: String?
  private let allowsOtherModel: Bool
  private let options: DetectionOptions
  private let isQuiet: Bool

  init(_ arguments: ParsedArguments) throws {
    guard arguments[Self.rekognition] || arguments[Self.images] else {
      throw arguments.error("say what to serve: --rekognition, --images or both")
    }
    rekognition = arguments[Self.rekognition] ? try ServedRekognition(arguments) : nil
    images = arguments[Self.images] ? try ServedImages(arguments) : nil
    try Self.checkUse(of: arguments)
    address = arguments[Self.listen] ?? Self.defaultAddress
    model = arguments[DetectorArguments.model]
    allowsOtherModel = arguments[DetectorArguments.allowOtherModel]
    options = DetectionOptions(arguments, minConfidence: arguments[DetectorArguments.minConfidence])
    isQuiet = arguments[CommonOptions.quiet]
  }

  /// An option of one service without it would do nothing.
  private static func checkUse(of arguments: ParsedArguments) throws {
    for (service, options) in [(rekognition, rekognitionOptions), (images, imageOptionsOfService)]
    where !arguments[service] {
      guard let option = options.first(where: arguments.isGiven) else { continue }
      throw arguments.error("\(option.usage.name) is for \(service.usage.name)")
    }
  }

  func run() async throws {
    try await Interruption.cancellingOnSignal { try await serve() }
  }

  /// Serves until the task is cancelled.
  private func serve() async throws {
    let clock = WallClock.system
    let model = try ModelFile.found(.face, at: model, allowsOther: allowsOtherModel)
    let imageModels = try ImageModels(face: model, options: options)
    let operations = ImageOperations(imageModels)
    let rekognition = try rekognition?.service(
      model: model, options: options, images: operations, now: clock.now)
    let images = try images.map { ($0, try $0.service(operations, clock)) }
    for note in try options.notes() + imageModels.notes where !isQuiet {
      Terminal.line("frameveil: note: \(note)")
    }
    let server = try HTTPServer(listeningAt: address) { [isQuiet] address in
      ServiceRouter(
        rekognition: rekognition.map { service, keys in
          RekognitionHandler(service, keys, now: clock.now) { if !isQuiet { Terminal.line($0) } }
        }, images: images.map { $0.handler($1, listeningAt: address, clock) })
    }
    Terminal.output("http://\(server.address)\n")
    let event = AsyncEvent()
    while !Task.isCancelled { await event.wait() }
    await server.stop()
    await rekognition?.0.stop()
  }
}
