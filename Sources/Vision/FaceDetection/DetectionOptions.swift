import Core
public import Geometry
public import Media

/// How a video is looked at for faces.
///
/// The defaults come from the sample's truth (720p, faces 43 to 218 pixels wide) and three real clips. Faces found
/// of those at least half seen, false alarms on 80 pictures, and processor time beside a size of 640:
///
/// | size | at confidence 20 | at 30 | at 60 | time |
/// |---|---|---|---|---|
/// | 480 | 190 of 191, 2 | 190, 0 | 172, 0 | 0.5 |
/// | 640 | 191, 3 | 191, 0 | 190, 0 | 1 |
/// | 960 | 191, 1 | 191, 0 | 191, 0 | 1.9 |
/// | 1280 | 191, 7 | 191, 0 | 191, 0 | 3.4 |
///
/// 20 still finds half of the faces that are mostly covered. At 5 Hz the tracker hides all of the sample's faces.
public struct DetectionOptions: Hashable, Sendable {
  /// Frames looked at in a second, at most.
  public var rate = 5.0
  /// The longer side of the picture that the detector gets, in pixels; rounded to a multiple of 32.
  public var size = 640
  /// Tiles along each side, for small faces: 1 looks at the whole picture only, n at it and at n times n parts.
  public var tiles = 1
  /// What is less certain, 0...100, is no face.
  public var minConfidence = 20.0
  /// Whether to tell where eyes, nose and mouth are as well.
  public var findsLandmarks = false

  /// The defaults.
  public init() {}

  /// The size of the detector's pictures for a video.
  public func inputSize(for video: MediaDescription) -> FrameSize {
    let aspect = video.format.pixelAspect
    return inputSize(
      for: video.displaySize, pixelAspect: video.orientation.swapsAxes ? 1 / aspect : aspect)
  }

  /// The size of the detector's pictures for a video shown in a certain size: both sides the multiples of 32
  /// that are nearest to its shape.
  ///
  /// - Parameter pixelAspect: how much wider than high a pixel is shown.
  public func inputSize(for displayed: FrameSize, pixelAspect: Double = 1) -> FrameSize {
    let (width, height) = (Double(displayed.width) * pixelAspect, Double(displayed.height))
    let scale = Double(size) / max(width, height)
    let rounded = { (side: Double) in max(32, Int((side * scale / 32).rounded()) * 32) }
    return FrameSize(width: rounded(width), height: rounded(height))
  }
}
