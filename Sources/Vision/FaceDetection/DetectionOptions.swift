import Core
public import Detections
public import Geometry

/// The options of face detection in a video.
///
/// The defaults were measured with the ground truth of the sample (720p, faces 43 to 218 pixels wide) and
/// with three real clips. Faces found of those at least half visible, false positives on 80 frames, and
/// processor time relative to a size of 640:
///
/// | size | at confidence 20 | at 30 | at 60 | time |
/// |---|---|---|---|---|
/// | 480 | 190 of 191, 2 | 190, 0 | 172, 0 | 0.5 |
/// | 640 | 191, 3 | 191, 0 | 190, 0 | 1 |
/// | 960 | 191, 1 | 191, 0 | 191, 0 | 1.9 |
/// | 1280 | 191, 7 | 191, 0 | 191, 0 | 3.4 |
///
/// At 20, half of the faces that are mostly occluded are still found. At 5 Hz, the tracker covers all faces
/// of the sample.
public struct DetectionOptions: Hashable, Sendable {
  /// The maximum number of frames analysed per second, beside the first frame of each scene.
  public var rate = 5.0
  /// The longer side of a detector's input, in pixels; rounded to a multiple of 32. Nil:
  /// ``InferenceRuntime/standardSide(for:)``, or what the video has, but at least 640 for faces and the standard side
  /// for text.
  public var size: Int?
  /// The tiles along each side, for small faces: 1 analyses the whole frame only, n the whole frame and n×n
  /// tiles. Nil: the whole frame, and in a video, while faces are small, one tile of 2×2 in turn. The person detector
  /// always has tiles (``PersonDetector/tiles(for:factor:)``), n times as many along each side.
  public var tiles: Int?
  /// The minimum confidence of a face, 0...100.
  public var minConfidence = 20.0
  /// The minimum confidence of a region of text, 0...100.
  public var minTextConfidence = 50.0
  /// The minimum confidence of a person, 0...100.
  public var minPersonConfidence = 30.0
  /// A face is doubtful and not redacted unless one detection within 0.4 s has the first of these confidences,
  /// 0...100, or two have the second; for a small face, one with the second is enough. Measured by `make eval-eyes`
  /// (docs/eyes.md).
  public static let (sufficientOnce, sufficientTwice) = (40.0, 30.0)
  /// The height below which a face is small, as a ratio of the frame's height.
  public static let smallHeight = 0.04

  /// Whether landmarks (eyes, nose and mouth) are returned as well.
  public var findsLandmarks = false
  /// What runs the network.
  public var runtime = InferenceRuntime.Choice.auto
  /// What looks again where CenterFace is not sure.
  public var second = SecondDetector.Choice.auto

  public init() {}

  /// The second detector, unless a least confidence leaves nothing to look at again.
  ///
  /// - Throws: `InferenceRuntimeError` if it may not be missing and cannot be loaded.
  public func secondDetector() throws -> SecondDetector {
    minConfidence > 100 * SecondLook.joinedScore ? .none(reason: nil) : try SecondDetector.found(second)
  }

  /// The notes for a run with these options: what is missing, and what is done instead. Opens the libraries, once.
  ///
  /// - Throws: `InferenceRuntimeError` if what may not be missing is.
  public func notes() throws -> [String] {
    try [InferenceRuntime.found(runtime).note, secondDetector().note].compactMap(\.self)
  }

  /// The size of the input for frames of the detector that finds `subject`.
  public func inputSize(for frames: FrameGeometry, finding subject: Subject = .face) -> FrameSize {
    inputSize(for: frames.displaySize, pixelAspect: frames.displayPixelAspect, finding: subject)
  }

  /// The size of the detector's input for a displayed size: both sides are the multiples of 32 that are
  /// nearest to its aspect ratio.
  ///
  /// - Parameter pixelAspect: the displayed width of a pixel divided by its height.
  public func inputSize(
    for displayed: FrameSize, pixelAspect: Double = 1, finding subject: Subject = .face
  ) -> FrameSize {
    let (width, height) = (Double(displayed.width) * pixelAspect, Double(displayed.height))
    let scale = Double(size ?? chosenSize(of: max(width, height), subject)) / max(width, height)
    let rounded = { (side: Double) in max(32, Int((side * scale / 32).rounded()) * 32) }
    return FrameSize(width: rounded(width), height: rounded(height))
  }

  /// The size for a video with a longer side, if none is given. A runtime that is missing ends the run before.
  private func chosenSize(of side: Double, _ subject: Subject) -> Int {
    let most = (try? InferenceRuntime.found(runtime))?.standardSide(for: subject) ?? Self.leastSize
    // Text is scaled up in a small video: the network finds letters of eight pixels, and misses smaller ones.
    guard subject != .text else { return most }
    return min(most, max(Self.leastSize, Int((side / 32).rounded(.up)) * 32))
  }

  /// A smaller picture is scaled up, so that its smallest faces are found.
  private static let leastSize = InferenceRuntime.openCVSide
}
