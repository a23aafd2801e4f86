public import Detections
public import Geometry
import OpenCV

/// Finds the objects of a frame: scales the frame's planes to the detector's input, runs the detector on each
/// tile, and converts the results to ratios of the displayed frame.
public final class ObjectFinder {
  private let detector: any ObjectDetector
  private let orientation: Orientation
  private let regions: [PixelRect]
  private let size: FrameSize
  private let minScore: Double
  private let secondLook: SecondLook?

  /// The overlap of neighbouring tiles as a ratio of their side, so that a small object is complete in one of
  /// them.
  private static let tileOverlap = 0.25

  /// All frames must have the same size.
  ///
  /// - Parameters:
  ///   - size: the coded size.
  ///   - tiles: the tiles along each side; 1 for the whole frame only.
  ///   - grid: other tiles than these.
  ///   - minScore: the minimum score of an object, 0...1.
  ///   - second: looks again at doubtful faces, so `detector` should also find some below the minimum.
  public init(
    detector: any ObjectDetector, size: FrameSize, orientation: Orientation, tiles: Int,
    grid: TileGrid? = nil,
    minScore: Double = 0, second: SecondDetector = .none(reason: nil)
  ) {
    self.detector = detector
    self.size = size
    self.orientation = orientation
    self.minScore = minScore
    secondLook =
      if case .libfacedetection(let library) = second {
        SecondLook(library: library, size: size, orientation: orientation, displayed: detector.inputSize)
      } else {
        nil
      }
    regions = Self.regions(of: size, tiles: grid ?? TileGrid(columns: tiles, rows: tiles))
  }

  /// The objects of a frame as in a response: numbers rounded to Float, the highest confidence first. Boxes are
  /// ratios of the displayed frame and may extend past it.
  public func objects(in frame: MappedFrame) throws -> [DetectedBox] {
    var found: [TiledBox] = []
    for region in regions {
      let small = try ColourFrame(
        of: frame, region: region, orientation: orientation, size: detector.inputSize)
      let part = orientation.displayed(region, of: size)
      found += try detector.objects(in: small).map { TiledBox($0, in: part) }
    }
    let objects = detector.merged(found)
    return try lookedAtAgain(objects, in: frame).filter { $0.score >= minScore }.map { object in
      let box = object.box
      return DetectedBox(
        box: Box(
          left: Double(Float(box.left)), top: Double(Float(box.top)), width: Double(Float(box.width)),
          height: Double(Float(box.height))), subject: detector.subject,
        confidence: Double(Float(100 * object.score)),
        landmarks: object.landmarks.map { SIMD2(Double(Float($0.x)), Double(Float($0.y))) })
    }
  }

  /// The faces, of which those that the second detector sees, too, have at least ``SecondLook/joinedScore``.
  private func lookedAtAgain(_ faces: [ScoredBox], in frame: MappedFrame) throws -> [ScoredBox] {
    guard let secondLook else { return faces }
    let isDoubtful = { (face: ScoredBox) in face.score < SecondLook.joinedScore }
    return try faces.filter { !isDoubtful($0) } + secondLook.looked(at: faces.filter(isDoubtful), in: frame)
  }

  /// The whole frame, then the tiles, whose corners are even so that they start at a complete chroma sample.
  private static func regions(of size: FrameSize, tiles: TileGrid) -> [PixelRect] {
    let whole = PixelRect(x: 0, y: 0, width: size.width, height: size.height)
    guard tiles.columns * tiles.rows > 1 else { return [whole] }
    func spans(_ extent: Int, _ tiles: Int) -> [(start: Int, length: Int)] {
      let step = Double(extent) / (Double(tiles) + tileOverlap / (1 - tileOverlap))
      let length = min(extent, Int(step / (1 - tileOverlap)) / 2 * 2 + 2)
      return (0..<tiles).map { (min(Int(Double($0) * step) / 2 * 2, (extent - length) / 2 * 2), length) }
    }
    let columns = spans(size.width, tiles.columns)
    return [whole]
      + spans(size.height, tiles.rows).flatMap { row in
        columns.map { PixelRect(x: $0.start, y: row.start, width: $0.length, height: row.length) }
      }
  }
}
