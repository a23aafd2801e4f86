import FaceDetection
import Geometry
import OpenVINO

/// CenterFace: heat map, scale, offset and landmarks in cells of four pixels.
struct CenterFaceLayout: FaceNetworkLayout {
  static let title = "CenterFace (outputs of 1, 2, 2 and 10 maps)"
  private static let minScore = 0.5

  init?(input: TensorModel.Port, outputs: [TensorModel.Port]) {
    let channels = outputs.map { $0.dimensions.count == 4 ? $0.dimensions[1] : nil }
    guard channels == [1, 2, 2, 10] else { return nil }
  }

  /// The published file declares an input of 32 pixels.
  var isResizable: Bool { true }
  var overlap: Double { 0.3 }

  func input(_ size: FrameSize) -> NetworkInput { NetworkInput(size: size) }

  func faces(_ outputs: [CompiledModel.Output], size: FrameSize) throws -> [ScoredBox] {
    let maps = try CenterFaceMaps(
      outputs.map { NetworkOutput(values: $0.values, dimensions: $0.dimensions) }, inputSize: size)
    return (0..<maps.count).filter { Double(maps.heat[$0]) >= Self.minScore }.map(maps.face)
  }
}
