import Geometry
import OpenCV
import OpenVINO

/// A network in OpenVINO.
final class OpenVINONetwork: NeuralNetwork {
  private let model: CompiledModel

  init(_ runtime: OpenVINO, onnx bytes: [UInt8], inputSize: FrameSize) throws {
    model = try CompiledModel(runtime, onnx: bytes, inputSize: inputSize, threads: 1)
  }

  func run(_ image: ColourFrame, outputs names: [String]) throws -> [NetworkOutput] {
    try image.bytes.withUnsafeBufferPointer { try model.run($0, outputs: names) }.map {
      NetworkOutput(values: $0.values, dimensions: $0.dimensions)
    }
  }
}
