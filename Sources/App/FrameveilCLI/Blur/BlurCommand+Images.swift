import Core
import Detections
import FaceDetection
import Geometry
import Media
import Pipeline
import Reporting
import StillImages

/// Still images.
extension BlurCommand {
  /// Redacts an image and writes it.
  func redactImage(_ options: BlurJob.Options, _ sink: any ByteSink) async throws -> BlurJob.Outcome {
    let source = try await imageSource()
    let bytes = try await imageBytes()
    var (outcome, written, _) = try await redactImage(bytes, by: source, options)
    outcome.summary.notes += notes(on: source)
    if !request.videoOptions.isEmpty {
      outcome.summary.notes.append(
        "without effect on a still image: \(request.videoOptions.joined(separator: ", "))")
    }
    try await sink.write(written, at: 0)
    outcome.summary.bytes = written.count
    return outcome
  }

  /// Redacts an image in memory. The size is that of the first frame as displayed.
  func redactImage(
    _ bytes: [UInt8], by source: ImageJob.Source, _ options: BlurJob.Options
  ) async throws -> (BlurJob.Outcome, written: [UInt8], FrameSize) {
    let job = ImageJob(name: "\(request.input)", source: source, options: options)
    return try await ImageThread().run {
      try naming { try redacted(bytes, by: job) }
    }
  }

  private func redacted(_ bytes: [UInt8], by job: ImageJob) throws
    -> (BlurJob.Outcome, [UInt8], FrameSize)
  {
    let policy = try ImageMetadataPolicy(keepingNames: request.keptMetadata)
    let image = try EditableImages.open(bytes, keeping: policy, within: request.imageLimits)
    if let format = StillImageFormat(start: bytes), let wanted = request.imageFormat, format != wanted {
      throw UserError(
        .configuration, "\(request.output)", "the image is a \(format.name), which is not converted",
        remedy: "name the output .\(format.extensions[0])")
    }
    let outcome = try job.run(on: image)
    let written = try image.encoded()
    try ImageComparison.check(written, against: image, within: request.imageLimits)
    return (outcome, written, image.frames[0].size.displayed(image.orientation))
  }

  /// `3 regions redacted`, `3 regions redacted on 2 of 5 frames`
  func redactedOnImage(_ summary: BlurSummary) -> String {
    let count = summary.faces + summary.added
    guard count > 0 || summary.framesWithFaces > 0 else { return "nothing redacted" }
    let regions = count == 1 ? "1 region redacted" : "\(count) regions redacted"
    return summary.frames == 1
      ? regions : "\(regions) on \(summary.framesWithFaces) of \(summary.frames) frames"
  }

  private func imageSource() async throws -> ImageJob.Source {
    guard request.redaction.detections != nil else {
      let models = try embeddedModels()
      _ = try request.detector.notes()
      return .detector(models, request.detector)
    }
    let detections = try await request.redaction.readImageDetections()
    if detections.boxes.isEmpty, !request.allowsEmptyDetections {
      throw refusalOfNone(dropped: detections.dropped)
    }
    return .response(detections)
  }

  func notes(on source: ImageJob.Source) -> [String] {
    switch source {
    case .detector(_, let options): return (try? options.notes()) ?? []
    case .response(let detections):
      let labels = detections.labelsNotFound.map { "the detections do not contain the label '\($0)'" }
      return labels
        + (detections.hasLargestFaceOnly
          ? ["SearchFacesByImage finds the largest face only: smaller ones stay visible"] : [])
    }
  }

  /// The bytes of the file, of which there are at most as many as its pixels could take.
  private func imageBytes() async throws -> [UInt8] {
    let most = 8 * request.imageLimits.pixels
    return try await SourceReading().read([request.input]) { text in
      var (all, block): ([UInt8], [UInt8]) = ([], [])
      repeat {
        try Task.checkCancellation()
        block.removeAll(keepingCapacity: true)
        try text.fill(&block)
        all += block
        guard all.count <= most else {
          throw UserError(
            .invalidInput, "\(request.input)", "is larger than \(most >> 20) MiB",
            remedy: "check that it is an image, or raise --max-pixels")
        }
      } while !block.isEmpty
      return all
    }
  }

  /// Gives errors of images the name of the input.
  private func naming<Value>(_ work: () throws -> Value) throws -> Value {
    let name = "\(request.input)"
    do {
      return try work()
    } catch let refusal as StillImage.Refusal {
      throw UserError(.invalidInput, name, refusal.words, remedy: refusal.remedy(request.imageLimits))
    } catch let error as ImageError {
      throw UserError(.invalidInput, name, error.message, remedy: error.remedy, detail: error.detail)
    }
  }
}

/// A thread for images, since they are decoded, looked at and encoded without a pause.
private actor ImageThread {
  private let executor = ThreadExecutor(name: "frameveil-image")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  func run<Value: Sendable>(_ work: @Sendable () throws -> Value) rethrows -> Value { try work() }
}

extension StillImage.Refusal {
  fileprivate var words: String {
    switch self {
    case .unknownFormat: "is not a still image of a known format"
    case .tooLarge(let size): "has \(size.width)x\(size.height) pixels"
    case .damaged: "is damaged or cut off"
    }
  }

  fileprivate func remedy(_ limits: FrameLimits) -> String {
    switch self {
    case .unknownFormat: "known formats have the extensions \(StillImageFormat.endings)"
    case .tooLarge: "the limit is \(limits); --max-pixels raises it"
    case .damaged: "copy it again from its source"
    }
  }
}

extension StillImageFormat {
  /// `.jpg, .png or .webp`
  static var endings: String {
    let all = allCases.map { ".\($0.extensions[0])" }
    return all.dropLast().joined(separator: ", ") + " or " + (all.last ?? "")
  }
}

extension FrameLimits {
  static let photographMegapixels = 134.0
  /// For photographs: 134 megapixels, and the sides that a JPEG can have.
  static let photograph = photograph(megapixels: photographMegapixels)

  static func photograph(megapixels: Double) -> FrameLimits {
    FrameLimits(side: 65_535, pixels: Int(megapixels * 1e6))
  }
}
