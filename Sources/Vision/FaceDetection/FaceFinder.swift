public import Detections
public import Geometry
import OpenCV

/// Finds the faces of a frame: makes the detector's pictures from the frame's planes, looks at each, and brings
/// what was found back to ratios of the displayed picture.
public final class FaceFinder {
  private let detector: any FaceDetector
  private let orientation: Orientation
  private let regions: [PixelRect]
  private let size: FrameSize

  /// Tiles share this part of their side with the next one, so that a small face is whole in one of them.
  private static let tileOverlap = 0.25

  /// Makes a finder for frames of one size.
  ///
  /// - Parameters:
  ///   - size: columns and rows as coded.
  ///   - tiles: tiles along each side; 1 for the whole picture only.
  public init(detector: any FaceDetector, size: FrameSize, orientation: Orientation, tiles: Int) {
    self.detector = detector
    self.size = size
    self.orientation = orientation
    regions = Self.regions(of: size, tiles: tiles)
  }

  /// The faces of a picture, as an answer would carry them: numbers rounded to Float, the most certain first.
  /// Boxes are ratios of the displayed picture and may reach past it.
  public func faces(in picture: MappedFrame) throws -> [DetectedBox] {
    var found: [TiledBox] = []
    for region in regions {
      let small = try ColourFrame(
        of: picture, region: region, orientation: orientation, size: detector.inputSize)
      let part = displayed(region)
      found += try detector.faces(in: small).map { TiledBox($0, in: part) }
    }
    return TiledBox.merged(found).map { face in
      let box = face.box
      return DetectedBox(
        box: Box(
          left: Double(Float(box.left)), top: Double(Float(box.top)), width: Double(Float(box.width)),
          height: Double(Float(box.height))), confidence: Double(Float(100 * face.score)),
        landmarks: face.landmarks.map { SIMD2(Double(Float($0.x)), Double(Float($0.y))) })
    }
  }

  /// Where a rectangle of the coded picture is shown, in ratios.
  private func displayed(_ region: PixelRect) -> Box {
    let (width, height) = (Double(size.width), Double(size.height))
    return orientation.displayed(
      Box(
        left: Double(region.x) / width, top: Double(region.y) / height, width: Double(region.width) / width,
        height: Double(region.height) / height))
  }

  /// The whole picture, then the tiles, whose corners are even so that they begin on a whole chroma sample.
  private static func regions(of size: FrameSize, tiles: Int) -> [PixelRect] {
    let whole = PixelRect(x: 0, y: 0, width: size.width, height: size.height)
    guard tiles > 1 else { return [whole] }
    func spans(_ extent: Int) -> [(start: Int, length: Int)] {
      let step = Double(extent) / (Double(tiles) + tileOverlap / (1 - tileOverlap))
      let length = min(extent, Int(step / (1 - tileOverlap)) / 2 * 2 + 2)
      return (0..<tiles).map { (min(Int(Double($0) * step) / 2 * 2, (extent - length) / 2 * 2), length) }
    }
    let columns = spans(size.width)
    return [whole]
      + spans(size.height).flatMap { row in
        columns.map { PixelRect(x: $0.start, y: row.start, width: $0.length, height: row.length) }
      }
  }
}
