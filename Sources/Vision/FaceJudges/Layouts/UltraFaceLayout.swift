import FaceDetection
import Geometry
import OpenVINO

/// UltraFace ("Ultra-Light-Fast-Generic-Face-Detector-1MB", RFB and slim): for each anchor the scores of background and
/// face, and the edges of the box in ratios of the input, which the network has decoded.
///
/// Source: https://github.com/Linzaer/Ultra-Light-Fast-Generic-Face-Detector-1MB.
struct UltraFaceLayout: FaceNetworkLayout {
  static let title = "UltraFace, RFB or slim (outputs of 2 and 4 numbers a row)"
  private static let minScore = 0.7
  private let scores: Int
  private let boxes: Int

  init?(input: TensorModel.Port, outputs: [TensorModel.Port]) {
    guard outputs.count == 2, let scores = outputs.channels.firstIndex(of: 2),
      let boxes = outputs.channels.firstIndex(of: 4)
    else { return nil }
    (self.scores, self.boxes) = (scores, boxes)
  }

  var overlap: Double { 0.3 }

  func input(_ size: FrameSize) -> NetworkInput { NetworkInput(size: size, mean: 127, divisor: 128) }

  func faces(_ outputs: [CompiledModel.Output], size: FrameSize) throws -> [ScoredBox] {
    let (scores, boxes) = (outputs[scores], outputs[boxes])
    let count = scores.dimensions.reduce(1, *) / 2
    guard boxes.dimensions.reduce(1, *) == 4 * count else {
      throw UnexpectedOutputError(
        description: "UltraFace: \(scores.dimensions) scores and \(boxes.dimensions) boxes do not fit")
    }
    return (0..<count).filter { Double(scores.values[2 * $0 + 1]) >= Self.minScore }.map { anchor in
      let edges = (0..<4).map { Double(boxes.values[4 * anchor + $0]) }
      return ScoredBox(
        Box(left: edges[0], top: edges[1], width: edges[2] - edges[0], height: edges[3] - edges[1]),
        score: Double(scores.values[2 * anchor + 1]))
    }
  }
}
