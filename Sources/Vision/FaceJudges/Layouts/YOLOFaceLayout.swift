import FaceDetection
import Geometry
import OpenVINO

/// YOLO-face: one output with the box of each anchor, its middle and size in pixels, and its scores.
///
/// | family | shape | a row |
/// |---|---|---|
/// | YOLOv5-face | 1 x anchors x 16 | box, object score, landmarks, class score |
/// | YOLOv8-face, v11-face | 1 x 5 or 20 x anchors | box, score, landmarks |
/// | NudeNet (YOLOv8) | 1 x 22 x anchors | box, scores of 18 classes, two of which are faces |
///
/// Source: D. Qi, W. Tan, Q. Yao, J. Liu, "YOLO5Face: Why Reinventing a Face Detector", 2021; Ultralytics' export.
struct YOLOFaceLayout: FaceNetworkLayout {
  static let title =
    "YOLO-face v5 (1 x N x 16) or v8 (1 x 5 x N, 1 x 20 x N), NudeNet (1 x 22 x N), without suppression in the network"
  private static let minScore = 0.3
  /// The numbers of an anchor, and which of them are scores that are multiplied, or of which the largest counts.
  private let numbers: Int
  private let products: [Int]
  private let alternatives: [Int]
  /// Whether the numbers of an anchor are a column.
  private let isTransposed: Bool

  init?(input: TensorModel.Port, outputs: [TensorModel.Port]) {
    guard outputs.count == 1, outputs[0].dimensions.count == 3 else { return nil }
    switch (outputs[0].dimensions[1], outputs[0].dimensions[2]) {
    case (_, 16?):
      numbers = 16
      (products, alternatives, isTransposed) = ([4, 15], [], false)
    case (let numbers?, _) where numbers == 5 || numbers == 20:
      self.numbers = numbers
      (products, alternatives, isTransposed) = ([4], [], true)
    case (22?, _):
      numbers = 22
      (products, alternatives, isTransposed) = ([], [4 + 1, 4 + 12], true)
    default: return nil
    }
  }

  var overlap: Double { 0.45 }

  func input(_ size: FrameSize) -> NetworkInput { NetworkInput(size: size, divisor: 255) }

  func faces(_ outputs: [CompiledModel.Output], size: FrameSize) throws -> [ScoredBox] {
    let shape = outputs[0].dimensions
    guard shape.count == 3, shape[0] == 1, shape[isTransposed ? 1 : 2] == numbers else {
      throw UnexpectedOutputError(
        description: "YOLO-face: an output of \(shape), expected \(numbers) numbers")
    }
    let (values, count) = (outputs[0].values, shape[isTransposed ? 2 : 1])
    let number = { (anchor: Int, index: Int) in
      Double(values[isTransposed ? index * count + anchor : anchor * numbers + index])
    }
    return (0..<count).compactMap { anchor in
      let score =
        products.isEmpty
        ? alternatives.map { number(anchor, $0) }.max() ?? 0 : products.reduce(1) { $0 * number(anchor, $1) }
      guard score >= Self.minScore else { return nil }
      let box = CellGrid.box(
        centerX: number(anchor, 0), centerY: number(anchor, 1), width: number(anchor, 2),
        height: number(anchor, 3), size)
      return ScoredBox(box, score: score)
    }
  }
}
