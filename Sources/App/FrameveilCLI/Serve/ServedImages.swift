import AWS
import ImageServing
import LambdaRuntime
import LocalRekognition
import S3

/// What `serve --images` needs beside the models.
struct ServedImages {
  /// `s3://BUCKET/PREFIX`, or a folder.
  private let store: String
  private let redactor: WorkflowImages
  private let keepsOriginals: Bool
  private let publicOrigin: String?
  private let isQuiet: Bool

  init(_ arguments: ParsedArguments) throws {
    guard let store = arguments[ServeCommand.store] else {
      throw arguments.error(
        "--images needs --store DIR or --store s3://BUCKET, where results and copies are kept")
    }
    self.store = store
    redactor = try WorkflowImages(
      options: arguments[ServeCommand.imageOptions] ?? "", from: "--image-options")
    keepsOriginals = arguments[ServeCommand.keepOriginals]
    publicOrigin = arguments[ServeCommand.publicURL]
    isQuiet = arguments[CommonOptions.quiet]
  }

  /// - Parameter address: the address and port that the server listens at.
  /// - Throws: `UserError` for a folder that cannot be opened; `AWSSetupError`.
  func service(_ operations: ImageOperations, _ clock: WallClock) throws -> ImageService {
    ImageService(try opened(clock), operations, redactor, keepsOriginals: keepsOriginals)
  }

  func handler(_ service: ImageService, listeningAt address: String, _ clock: WallClock) -> ImageHandler {
    var log = Log(function: "analyze-image", clock: clock) { line in
      Terminal.line(String(decoding: line.dropLast(), as: UTF8.self))
    }
    log.isQuiet = isQuiet
    return ImageHandler(
      service, RequestOrigin(listeningAt: address, publicOrigin: publicOrigin), log: log, clock: clock)
  }

  private func opened(_ clock: WallClock) throws -> ImageService.Store {
    guard let place = store.wholeMatch(of: /s3:\/\/([0-9A-Za-z._\-]{3,255})(?:\/(.*))?/) else {
      return .folder(try FolderImages(store, links: .random(), now: clock.now))
    }
    let prefix = place.2.map(String.init).flatMap { $0.isEmpty ? nil : $0 }
    return .bucket(String(place.1), prefix: prefix, S3Client(try Remote.aws()))
  }
}
