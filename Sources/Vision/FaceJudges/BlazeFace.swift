import FaceDetection
import Geometry
import Glibc
import OpenCV
import OpenVINO

/// BlazeFace, the full-range model of MediaPipe, for square images of 192 pixels.
///
/// Its input is small, so it looks at overlapping tiles of several sizes: a face must fill a good part of one. At the
/// smallest tiles it looks only where another judge has found a face.
///
/// Source: V. Bazarevsky, Y. Kartynnik, A. Vakunov, K. Raveendran, M. Grundmann, "BlazeFace: Sub-millisecond Neural
/// Face Detection on Mobile GPUs", 2019. Decoding follows MediaPipe's `face_detection_full_range` graph.
final class BlazeFace: FaceJudge {
  static let judge = Judge(name: "BlazeFace", family: "BlazeFace (Google)")

  /// The side of the input in pixels.
  private static let side = 192
  /// The cells along each side, of one anchor each.
  private static let cells = 48
  private static let minScore = 0.5
  private static let overlap = 0.3
  /// The sides of the tiles in pixels of the frame.
  private static let largeTile = 480
  private static let smallTile = 200
  /// The distance of neighbouring tiles as a ratio of their side.
  private static let stride = 0.75

  private let model: TensorModel
  private let video: JudgedVideo
  private let input = NetworkInput(
    size: FrameSize(width: side, height: side), isInterleaved: true, mean: 127.5, divisor: 127.5)
  private let largeTiles: [Box]
  private let smallTiles: [Box]

  init(_ runtime: OpenVINO, path: String, video: JudgedVideo) throws {
    model = try TensorModel(runtime, path: path) { _, _ in [1, Self.side, Self.side, 3] }
    self.video = video
    let size = video.displayed
    let longer = max(size.width, size.height)
    largeTiles =
      Self.tiles(of: size, side: longer)
      + (Self.largeTile < longer ? Self.tiles(of: size, side: Self.largeTile) : [])
    smallTiles = Self.smallTile < longer ? Self.tiles(of: size, side: Self.smallTile) : []
  }

  func faces(in frame: MappedFrame, near hints: [Box]) throws -> [ScoredBox] {
    let close = smallTiles.filter { tile in hints.contains { tile.contains($0.center) } }
    var found: [TiledBox] = []
    for tile in largeTiles + close { found += try look(at: tile, of: frame) }
    return TiledBox.merged(found, overlap: Self.overlap)
  }

  /// The squares that cover a displayed frame, in its ratios; they may extend past it on the right and below.
  private static func tiles(of size: FrameSize, side: Int) -> [Box] {
    func starts(_ extent: Int) -> [Int] {
      let rest = max(0, extent - side)
      let steps = Int((Double(rest) / (Double(side) * stride)).rounded(.up))
      return (0...steps).map { steps == 0 ? 0 : rest * $0 / steps }
    }
    let (width, height) = (Double(size.width), Double(size.height))
    return starts(size.height).flatMap { top in
      starts(size.width).map { left in
        Box(
          left: Double(left) / width, top: Double(top) / height, width: Double(side) / width,
          height: Double(side) / height)
      }
    }
  }

  private func look(at tile: Box, of frame: MappedFrame) throws -> [TiledBox] {
    guard let region = video.region(of: tile) else { return [] }
    let part = region.displayed
    // The image at the top left of the input, in ratios of the input.
    let (width, height) = (min(1, part.width / tile.width), min(1, part.height / tile.height))
    let pixels = { (ratio: Double) in max(1, Int((ratio * Double(Self.side)).rounded())) }
    let image = try ColourFrame(
      of: frame, region: region.coded, orientation: video.orientation,
      size: FrameSize(width: pixels(width), height: pixels(height)))
    let outputs = try model.run { input.write(image, to: $0) }
    return try Self.faces(outputs).map { found in
      let box = found.box
      let inPart = Box(
        left: box.left / width, top: box.top / height, width: box.width / width, height: box.height / height)
      return TiledBox(ScoredBox(inPart, score: found.score), in: part)
    }
  }

  /// The faces of the network's outputs, in ratios of its input: for each anchor, which is in the middle of its cell, the
  /// middle of the box from the anchor, its size, and landmarks, in pixels; and the logit of the score.
  private static func faces(_ outputs: [CompiledModel.Output]) throws -> [ScoredBox] {
    let count = cells * cells
    guard outputs.map(\.dimensions) == [[1, count, 16], [1, count, 1]] else {
      throw UnexpectedOutputError(
        description: "unexpected outputs of BlazeFace: \(outputs.map(\.dimensions))")
    }
    let (boxes, logits) = (outputs[0].values, outputs[1].values)
    let least = Float(log(minScore / (1 - minScore)))
    return (0..<count).filter { logits[$0] >= least }.map { cell in
      let numbers = (0..<4).map { Double(boxes[16 * cell + $0]) / Double(side) }
      let (row, column) = cell.quotientAndRemainder(dividingBy: cells)
      let box = Box(
        centerX: (Double(column) + 0.5) / Double(cells) + numbers[0],
        centerY: (Double(row) + 0.5) / Double(cells) + numbers[1], width: numbers[2], height: numbers[3])
      return ScoredBox(box, score: 1 / (1 + exp(-Double(logits[cell]))))
    }
  }
}
