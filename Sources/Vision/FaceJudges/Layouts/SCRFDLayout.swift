import FaceDetection
import Geometry
import OpenVINO

/// SCRFD: for strides of 8, 16 and 32 pixels the scores, then the distances of the edges, then perhaps landmarks, of two
/// anchors in each cell.
///
/// Source: J. Guo, J. Deng, A. Lattas, S. Zafeiriou, "Sample and Computation Redistribution for Efficient Face
/// Detection", 2021; decoding as in InsightFace's `scrfd.py`.
struct SCRFDLayout: FaceNetworkLayout {
  static let title = "SCRFD (6 or 9 outputs: three of 1 number a row, three of 4, three of 10)"
  private static let minScore = 0.5
  private static let strides = [8, 16, 32]
  /// The anchors of a cell.
  private static let anchors = 2

  init?(input: TensorModel.Port, outputs: [TensorModel.Port]) {
    let expected = [1, 1, 1, 4, 4, 4, 10, 10, 10]
    guard [6, 9].contains(outputs.count), outputs.channels == Array(expected.prefix(outputs.count)) else {
      return nil
    }
  }

  func input(_ size: FrameSize) -> NetworkInput { NetworkInput(size: size, mean: 127.5, divisor: 128) }

  func faces(_ outputs: [CompiledModel.Output], size: FrameSize) throws -> [ScoredBox] {
    var found: [ScoredBox] = []
    for (level, stride) in Self.strides.enumerated() {
      let (grid, scores, edges) = (CellGrid(size, stride: stride), outputs[level], outputs[level + 3])
      let count = Self.anchors * grid.count
      guard scores.dimensions.reduce(1, *) == count, edges.dimensions.reduce(1, *) == 4 * count else {
        throw UnexpectedOutputError(
          description:
            "SCRFD: \(scores.dimensions) scores and \(edges.dimensions) boxes at a stride of \(stride), "
            + "expected \(count)")
      }
      for anchor in 0..<count where Double(scores.values[anchor]) >= Self.minScore {
        let (row, column) = (anchor / Self.anchors).quotientAndRemainder(dividingBy: grid.columns)
        let distances = (0..<4).map { Double(edges.values[4 * anchor + $0]) * Double(stride) }
        let (x, y) = (Double(column * stride), Double(row * stride))
        let box = CellGrid.box(
          left: x - distances[0], top: y - distances[1], right: x + distances[2], bottom: y + distances[3],
          size)
        found.append(ScoredBox(box, score: Double(scores.values[anchor])))
      }
    }
    return found
  }
}
