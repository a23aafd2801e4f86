public import Detections
public import FaceDetection
import Geometry
public import StillImages

/// The embedded detectors on still images, with tiles, since a photograph is large and is looked at once. Networks are kept
/// between images. Not thread-safe.
public final class ImageDetector {
  private let models: EmbeddedModels
  private let options: DetectionOptions
  private let cache = DetectorCache()

  public init(models: EmbeddedModels, options: DetectionOptions) {
    (self.models, self.options) = (models, options)
  }

  /// What is found in a frame, in ratios of the displayed frame, and how.
  public func objects(in image: any EditableImage, frame index: Int) throws -> (
    boxes: [DetectedBox], record: DetectorRecord
  ) {
    let geometry = FrameGeometry(size: image.frames[index].size, orientation: image.orientation)
    let suited = options.suited(to: geometry.size)
    let detectors = try EmbeddedDetectors(models: models, options: suited, frames: geometry, cache: cache)
    let boxes = try image.read(frame: index) { try detectors.objects(in: $0) }
    let input = suited.inputSize(for: geometry)
    return (
      boxes,
      DetectorRecord(
        detector: CenterFace.name, inputWidth: input.width, inputHeight: input.height, tiles: suited.tiles,
        secondDetector: try suited.secondDetector().name)
    )
  }
}

extension DetectionOptions {
  /// With tiles, unless their number is given: at least 2×2, and so many that a pixel of the detector's input is at most two
  /// of the image.
  func suited(to size: FrameSize) -> DetectionOptions {
    guard tiles == nil else { return self }
    var options = self
    let side = (try? InferenceRuntime.found(runtime))?.standardSide() ?? InferenceRuntime.openCVSide
    let long = max(size.width, size.height)
    options.tiles = max(2, min(8, (long + 2 * side - 1) / (2 * side)))
    return options
  }
}
