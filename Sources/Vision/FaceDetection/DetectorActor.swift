import Core
public import Detections
public import Geometry
public import Media
import OpenCV

/// A face detector on a thread of its own, so that frames are decoded while it looks at one.
///
/// It holds one net; several actors look at several frames at once, each with the memory of a net.
public actor DetectorActor {
  private let executor = ThreadExecutor(name: "frameveil-detect")
  /// The actor's own thread.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let model: FaceModel
  private let options: DetectionOptions
  private let size: FrameSize
  private let orientation: Orientation
  private let inputSize: FrameSize
  private let visibility: FaceVisibility?
  private var finder: FaceFinder?

  /// Prepares a detector for the frames of a video; the net is loaded with the first frame. With a `visibility`
  /// it tells only of faces that are not hidden.
  public init(
    model: FaceModel, options: DetectionOptions, visibility: FaceVisibility? = nil, video: MediaDescription
  ) {
    self.model = model
    self.options = options
    self.visibility = visibility
    orientation = video.orientation
    size = video.format.size
    inputSize = options.inputSize(for: video)
  }

  /// What is seen on a frame, as a sample of some time; without faces, an empty one.
  public func look(at frame: Frame, sampledAt time: MediaTime) throws -> DetectionSample {
    let finder = try finder ?? load()
    let faces = try frame.read { picture in
      let found = try finder.faces(in: picture)
      guard let visibility else { return found }
      return try found.filter { try visibility.isVisible($0, in: picture, orientation) }
    }
    return DetectionSample(time: time, boxes: faces)
  }

  private func load() throws -> FaceFinder {
    let detector = try CenterFace(
      model: model, inputSize: inputSize, leastScore: options.minConfidence / 100,
      findsLandmarks: options.findsLandmarks)
    let loaded = FaceFinder(detector: detector, size: size, orientation: orientation, tiles: options.tiles)
    finder = loaded
    return loaded
  }
}

/// Tells a face that can be seen from a hidden one at which the detector fires all the same.
public struct FaceVisibility: Hashable, Sendable {
  /// From this confidence on, 0...100, a face is seen where there is fine detail.
  public var leastConfidence = 50.0
  /// From this confidence on a face is seen whatever is in its box: one out of focus, or half covered.
  public var certainConfidence = 75.0
  /// Fine detail, see `MappedFrame.fineDetail(in:)`, below which a box is hidden.
  public var leastDetail = 3.0

  /// The defaults.
  public init() {}

  /// Whether a face that was detected on a picture can be seen there. In doubt it can.
  func isVisible(_ face: DetectedBox, in picture: MappedFrame, _ orientation: Orientation) throws -> Bool {
    guard face.confidence >= leastConfidence else { return false }
    guard face.confidence < certainConfidence else { return true }
    guard let rect = picture.size.pixels(of: orientation.coded(face.box)) else { return false }
    return try picture.fineDetail(in: rect).map { $0 >= leastDetail } ?? true
  }
}
