import Geometry
import OpenCV
import OpenVINO

/// A network in OpenVINO.
final class OpenVINONetwork: NeuralNetwork {
  private let model: CompiledModel
  private let scaling: InputScaling

  /// Compiles the network, or takes it from the cache.
  init(
    _ runtime: OpenVINO, _ model: ModelFile, inputSize: FrameSize, scaling: InputScaling = .none,
    cache: CompiledModelCache? = .init()
  ) throws {
    self.scaling = scaling
    guard let cache, !model.allowsOther else {
      self.model = try CompiledModel(runtime, onnx: model.bytes(), inputSize: inputSize)
      return
    }
    let name = "\(model.identity.sha256)-\(inputSize.width)x\(inputSize.height)-openvino-\(runtime.version)"
    if let bytes = cache.bytes(of: name),
      let kept = try? CompiledModel(runtime, exported: bytes, inputSize: inputSize)
    {
      self.model = kept
    } else {
      self.model = try CompiledModel(runtime, onnx: model.bytes(), inputSize: inputSize)
      cache.keep(self.model, as: name)
    }
  }

  func run(_ image: ColourFrame, outputs names: [String]) throws -> [NetworkOutput] {
    try image.bytes.withUnsafeBufferPointer {
      try model.run($0, scale: scaling.scale, offset: scaling.offset, outputs: names)
    }.map {
      NetworkOutput(values: $0.values, dimensions: $0.dimensions)
    }
  }
}
