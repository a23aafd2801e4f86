public import Detections
public import Geometry
import OpenCV

/// The embedded detectors of a run: one network for each kind of object, loaded when they are made. Not thread-safe.
public final class EmbeddedDetectors {
  private let subjects: Subjects
  private let geometry: FrameGeometry
  private let finders: [ObjectFinder]

  /// Loads the networks for frames of one size.
  ///
  /// - Parameter cache: has networks that were loaded before, with the same models and options.
  /// - Throws: `ModelFileError`, `InferenceRuntimeError`.
  public init(
    models: EmbeddedModels, options: DetectionOptions, frames geometry: FrameGeometry,
    cache: DetectorCache = DetectorCache()
  ) throws {
    (subjects, self.geometry) = (models.subjects, geometry)
    let factory = FinderFactory(
      options: options, geometry: geometry, runtime: try InferenceRuntime.found(options.runtime), cache: cache
    )
    finders = [
      try models.face.map(factory.faceFinder), try models.text.map(factory.textFinder),
      try models.person.map(factory.personFinder),
    ].compactMap(\.self)
  }

  /// For how many frames a tile still has its turn.
  var turnsLeft: Int { finders.reduce(0) { $0 + $1.turnsLeft } }

  /// What the detectors find in a frame, in ratios of the displayed frame. Frames of a video must be in order of time.
  ///
  /// - Parameters:
  ///   - number: that of the frame among those of a video that are looked at.
  ///   - isExtra: whether what later looks find must be the same without this one.
  public func objects(in frame: MappedFrame, number: Int = 0, isExtra: Bool = false) throws -> [DetectedBox] {
    var boxes = try finders.flatMap { try $0.objects(in: frame, number: number, isExtra: isExtra) }
    if subjects.heads { boxes = HeadEstimation(aspect: geometry.displayAspect).addingHeads(to: boxes) }
    if !subjects.persons { boxes.removeAll { $0.subject == .person } }
    return boxes
  }
}

/// Makes the finders for frames of one size.
private struct FinderFactory {
  let options: DetectionOptions
  let geometry: FrameGeometry
  let runtime: InferenceRuntime
  let cache: DetectorCache

  func faceFinder(_ model: ModelFile) throws -> ObjectFinder {
    let minScore = options.minConfidence / 100
    let second = try options.secondDetector()
    let inputSize = options.inputSize(for: geometry)
    let detector = try cache.detector(inputSize) {
      try CenterFace(
        model: model, inputSize: inputSize,
        minScore: second.name == nil ? minScore : min(minScore, SecondLook.leastScore),
        findsLandmarks: options.findsLandmarks, runtime: runtime)
    }
    return ObjectFinder(
      detector: detector, size: geometry.size, orientation: geometry.orientation,
      tiles: options.tiles.map(TileGrid.init(side:)), minScore: minScore, second: second)
  }

  func textFinder(_ model: ModelFile) throws -> ObjectFinder {
    let inputSize = options.inputSize(for: geometry, finding: .text)
    let detector = try cache.detector(inputSize) {
      try TextDetector(
        model: model, inputSize: inputSize, minScore: options.minTextConfidence / 100, runtime: runtime)
    }
    return ObjectFinder(
      detector: detector, size: geometry.size, orientation: geometry.orientation,
      tiles: TileGrid(side: options.tiles ?? 1))
  }

  func personFinder(_ model: ModelFile) throws -> ObjectFinder {
    let detector = try cache.detector(PersonDetector.inputSize) {
      try PersonDetector(model: model, minScore: options.minPersonConfidence / 100, runtime: runtime)
    }
    return ObjectFinder(
      detector: detector, size: geometry.size, orientation: geometry.orientation,
      tiles: PersonDetector.tiles(for: geometry.size, factor: options.tiles ?? 1))
  }
}
