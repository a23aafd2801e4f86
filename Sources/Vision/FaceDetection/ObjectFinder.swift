public import Detections
public import Geometry
import OpenCV

/// Finds the objects of a frame: scales the frame's planes to the detector's input, runs the detector on each
/// tile, and converts the results to ratios of the displayed frame.
public final class ObjectFinder {
  private let detector: any ObjectDetector
  private let orientation: Orientation
  private let regions: [PixelRect]
  private var tilesInTurn: TilesInTurn?
  private let size: FrameSize
  private let minScore: Double
  private let secondLook: SecondLook?

  /// All frames must have the same size; where `tiles` is nil, they must be in order of time.
  ///
  /// - Parameters:
  ///   - size: the coded size.
  ///   - tiles: beside the whole frame; nil for one tile of 2×2 in turn while objects are small.
  ///   - minScore: the minimum score of an object, 0...1.
  ///   - second: looks again at doubtful faces, so `detector` should also find some below the minimum.
  public init(
    detector: any ObjectDetector, size: FrameSize, orientation: Orientation, tiles: TileGrid?,
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
    regions = [PixelRect(x: 0, y: 0, width: size.width, height: size.height)] + (tiles?.tiles(of: size) ?? [])
    tilesInTurn = tiles == nil ? TilesInTurn(of: size, inputSize: detector.inputSize) : nil
  }

  /// For how many frames a tile still has its turn.
  var turnsLeft: Int { tilesInTurn?.framesLeft ?? 0 }

  /// The objects of a frame as in a response: numbers rounded to Float, the highest confidence first. Boxes are
  /// ratios of the displayed frame and may extend past it.
  ///
  /// - Parameters:
  ///   - number: that of the frame among those of a video that are looked at, which decides whose turn a tile is.
  ///   - isExtra: whether what later looks find must be the same without this one: no tile has had its turn.
  public func objects(in frame: MappedFrame, number: Int = 0, isExtra: Bool = false) throws -> [DetectedBox] {
    let turn = tilesInTurn
    defer { if isExtra { tilesInTurn = turn } }
    var found: [TiledBox] = []
    for region in regions + [tilesInTurn?.next(number)].compactMap(\.self) {
      let small = try ColourFrame(
        of: frame, region: region, orientation: orientation, size: detector.inputSize)
      let part = orientation.displayed(region, of: size)
      found += try detector.objects(in: small).map {
        TiledBox($0, in: part, topMargin: detector.topMargin)
      }
    }
    let objects = detector.merged(found)
    tilesInTurn?.add(objects)
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
}
