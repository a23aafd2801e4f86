import Core
public import Detections
public import FaceDetection
import Geometry
import OpenCV
import Redaction
import Reporting
public import StillImages
import Tracking

/// Redacts a still image, each page of a document, or each frame of an animation.
public struct ImageJob: Sendable {
  /// The source of the boxes.
  public enum Source: Sendable {
    /// A response about the image.
    case response(ImageDetections)
    /// The embedded detectors.
    case detector(EmbeddedModels, DetectionOptions)
  }

  private let name: String
  private let source: Source
  private let options: BlurJob.Options

  /// - Parameter name: the image's name for messages.
  public init(name: String, source: Source, options: BlurJob.Options) {
    (self.name, self.source, self.options) = (name, source, options)
  }

  /// Redacts the image in place. Blocks while it computes.
  ///
  /// - Throws: `UserError`; the errors of the detector.
  public func run(on image: any EditableImage) throws -> BlurJob.Outcome {
    let samples = try samples(of: image)
    let recorder = CoverageRecorder(
      policy: .accept,
      thumbnails: options.keepsThumbnails ? ThumbnailStore(orientation: image.orientation) : nil)
    var trackers = trackers(samples, of: image)
    var selector = FaceSelector(options.choice)
    for (index, frame) in image.frames.enumerated() {
      try Task.checkCancellation()
      let duration = Self.duration(of: index, in: image.frames)
      let covered = CoveredFrame(
        time: frame.time, end: frame.time + duration,
        redactionBoxes: trackers.redactionBoxes(at: frame.time),
        samples: [frame.time])
      let chosen = try selector.choose(recorder.process(covered), shownFrom: frame.time, for: duration)
      recorder.note(chosen, on: covered)
      try redact(chosen, on: index, of: image, recorder)
    }
    recorder.note(selector.record)
    return try outcome(recorder, trackers, samples)
  }

  /// How long a frame of an animation is shown; the last one as long as that before it.
  private static func duration(of index: Int, in frames: [ImageFrame]) -> MediaTime {
    let last = frames.indices.last { frames[$0].continuesPrevious && $0 <= index + 1 }
    return last.map { frames[$0].time - frames[$0 - 1].time } ?? .zero
  }

  private func redact(
    _ chosen: SelectedBoxes, on index: Int, of image: any EditableImage, _ recorder: CoverageRecorder
  ) throws {
    let size = image.frames[index].size
    let geometry = FrameGeometry(size: size, orientation: image.orientation)
    let masks = PlaneRedactor.coded(chosen.masks, of: geometry)
    guard !masks.isEmpty else { return }
    try image.edit(frame: index, in: PlaneRedactor.parts(of: masks, options.style, in: size)) { planes in
      let redactor = try PlaneRedactor(style: options.style, colour: planes.colour, frames: geometry)
      try redactor.redact(masks, in: planes.planes, size: size)
      if let opacity = planes.opacity {
        let opaque = try PlaneRedactor(
          style: options.style.onOpacity, colour: planes.colour, frames: geometry)
        try opaque.redact(masks, in: [opacity], size: size)
      }
      planes.read { recorder.keepThumbnails(of: chosen.hidden, hiddenIn: $0) }
    }
  }

  private func samples(of image: any EditableImage) throws -> [DetectionSample] {
    switch source {
    case .response(let detections):
      guard image.frames.count == 1 else {
        throw UserError(
          .invalidInput, name, "has \(image.frames.count) frames, and a response is about one",
          remedy: "leave out --detections, so that the embedded detector looks at each frame")
      }
      return [DetectionSample(time: image.frames[0].time, boxes: detections.boxes)]
    case .detector(let models, let options):
      let detector = ImageDetector(models: models, options: options)
      return try image.frames.indices.map { index in
        try Task.checkCancellation()
        return DetectionSample(
          time: image.frames[index].time, boxes: try detector.objects(in: image, frame: index).boxes)
      }
    }
  }

  private func trackers(_ samples: [DetectionSample], of image: any EditableImage) -> SubjectTrackers {
    var tracking = options.tracking
    tracking.confirmation = options.confirmation ?? confirmation
    var trackers = SubjectTrackers(tracking)
    for (frame, sample) in zip(image.frames, samples) {
      if !frame.continuesPrevious { _ = trackers.cut(at: frame.time) }
      trackers.add(sample)
    }
    trackers.finish()
    return trackers
  }

  /// A note on faces that are not redacted.
  private func doubtNotes(_ count: Int) -> [String] {
    guard count > 0 else { return [] }
    let needed = options.confirmation ?? confirmation
    let small =
      needed.twice < needed.once
      ? " (\(Int(needed.twice)) if lower than \(Int(100 * needed.smallHeight)) % of the image)" : ""
    return [
      "not hidden: \(count == 1 ? "1 face" : "\(count) faces") found with a confidence below \(Int(needed.once))\(small)"
    ]
  }

  /// A face in an image is looked at once, so less must do than in a video.
  private var confirmation: TrackConfirmation {
    let least: Double
    switch source {
    case .response(let detections):
      guard detections.isOfEmbeddedDetector else { return .none }
      least = DetectionOptions().minConfidence
    case .detector(_, let options): least = options.minConfidence
    }
    return TrackConfirmation(
      once: DetectionOptions.sufficientTwice, twice: least, smallHeight: DetectionOptions.smallHeight)
  }

  private func outcome(
    _ recorder: CoverageRecorder, _ trackers: SubjectTrackers, _ samples: [DetectionSample]
  ) throws -> BlurJob.Outcome {
    var summary = recorder.summary
    summary.tracks = trackers.trackCount
    summary.doubtfulTracks = trackers.doubtfulCount
    summary.samples = samples.count
    summary.detections = samples.reduce(0) { $0 + $1.boxes.count }
    if case .response(let detections) = source {
      summary.detectionsDropped = detections.dropped
      summary.detections += detections.dropped
    }
    try options.choice.check(against: summary, allowsMismatch: options.allowsMismatch)
    if options.choice.isEmpty { summary.choice = nil }
    let effect = EffectRecord(options.style)
    summary.effect = effect
    summary.notes += [effect.warning].compactMap(\.self) + doubtNotes(summary.doubtfulTracks)
    var coverage = recorder.coverage
    // They tell where a face may be missed between two looks; here every frame is looked at.
    coverage.weakSpots = []
    return BlurJob.Outcome(
      summary: summary, coverage: coverage, thumbnails: try recorder.thumbnails.mapValues { try $0.jpeg() })
  }
}

extension RedactionStyle {
  /// For the opacity: below a colour or a picture an image is opaque, so that its outline does not show a head.
  fileprivate var onOpacity: RedactionStyle {
    guard effect == .solid || effect == .image else { return self }
    var style = self
    style.effect = .solid
    style.colour = RGBColour(red: 1, green: 1, blue: 1)
    return style
  }
}
