import COpenVINO

/// A network of any layout with one input of floats, compiled for the processor. One thread at a time: the class is
/// not `Sendable`.
public final class TensorModel {
  /// An input or output as its file declares it. A dimension is nil if it may have any size.
  public struct Port: Hashable, Sendable {
    /// Empty if it has none.
    public var name: String
    public var dimensions: [Int?]
  }

  public let input: Port
  /// In the order of the file.
  public let outputs: [Port]
  private let runtime: OpenVINO
  private let compiled: OpaquePointer
  private let request: OpaquePointer
  private let values: UnsafeMutableBufferPointer<Float>

  /// Reads and compiles a model in ONNX, TFLite or TensorFlow.
  ///
  /// - Parameters:
  ///   - path: its extension tells the format.
  ///   - inputShape: chooses the dimensions of the input, which the file may leave open.
  /// - Throws: `OpenVINOError`, and what `inputShape` throws.
  public init(
    _ runtime: OpenVINO, path: String, inputShape: (_ input: Port, _ outputs: [Port]) throws -> [Int]
  ) throws {
    let functions = runtime.functions
    let model = try functions.made { functions.core_read_model(runtime.core, path, nil, $0) }
    defer { functions.model_free(model) }
    input = try functions.inputPort(of: model)
    outputs = try functions.outputPorts(of: model)
    let shape = try inputShape(input, outputs)
    try functions.reshape(model, to: shape)
    let compiled = try functions.made {
      functions.core_compile_model_props(runtime.core, model, OpenVINO.device, 0, nil, $0)
    }
    do {
      (request, values) = try functions.request(of: compiled, inputCount: shape.reduce(1, *))
    } catch {
      functions.compiled_model_free(compiled)
      throw error
    }
    (self.runtime, self.compiled) = (runtime, compiled)
  }

  deinit {
    runtime.functions.infer_request_free(request)
    runtime.functions.compiled_model_free(compiled)
  }

  /// Runs the network.
  ///
  /// - Parameter fill: writes the input, which holds that of the run before.
  /// - Returns: all outputs in the order of the file, valid until the next run.
  public func run(_ fill: (UnsafeMutableBufferPointer<Float>) throws -> Void) throws -> [CompiledModel.Output]
  {
    try fill(values)
    try runtime.functions.check(runtime.functions.infer_request_infer(request))
    return try outputs.indices.map { index in
      let tensor = try runtime.functions.made {
        runtime.functions.infer_request_get_output_tensor_by_index(request, index, $0)
      }
      return try runtime.functions.output(tensor)
    }
  }
}

extension fv_openvino {
  /// A request with the memory of its input.
  fileprivate func request(of compiled: OpaquePointer, inputCount: Int) throws
    -> (OpaquePointer, UnsafeMutableBufferPointer<Float>)
  {
    let request = try made { compiled_model_create_infer_request(compiled, $0) }
    do {
      return (request, try input(of: request, count: inputCount))
    } catch {
      infer_request_free(request)
      throw error
    }
  }

  fileprivate func inputPort(of model: OpaquePointer) throws -> TensorModel.Port {
    let port = try made { model_const_input(model, $0) }
    defer { output_const_port_free(port) }
    var type: Int32 = 0
    try check(port_get_element_type(port, &type))
    guard type == Int32(FV_OPENVINO_F32) else {
      throw OpenVINOError(description: "OpenVINO: the input of the network does not take floats of 32 bits")
    }
    return try description(of: port)
  }

  fileprivate func outputPorts(of model: OpaquePointer) throws -> [TensorModel.Port] {
    var count = 0
    try check(model_outputs_size(model, &count))
    return try (0..<count).map { index in
      let port = try made { model_const_output_by_index(model, index, $0) }
      defer { output_const_port_free(port) }
      return try description(of: port)
    }
  }

  private func description(of port: OpaquePointer) throws -> TensorModel.Port {
    var text: UnsafeMutablePointer<CChar>?
    // A port without a name is no error here.
    let name = port_get_any_name(port, &text) == 0 ? text.map { String(cString: $0) } ?? "" : ""
    if let text { free(text) }
    var shape = ov_partial_shape_t()
    try check(port_get_partial_shape(port, &shape))
    defer { partial_shape_free(&shape) }
    guard shape.rank.min == shape.rank.max, let dimensions = shape.dims else {
      return TensorModel.Port(name: name, dimensions: [])
    }
    let sizes = UnsafeBufferPointer(start: dimensions, count: Int(shape.rank.min))
    return TensorModel.Port(name: name, dimensions: sizes.map { $0.min == $0.max ? Int($0.min) : nil })
  }

  fileprivate func reshape(_ model: OpaquePointer, to sizes: [Int]) throws {
    var shape = ov_partial_shape_t()
    try check(partial_shape_create_static(Int64(sizes.count), sizes.map(Int64.init), &shape))
    defer { partial_shape_free(&shape) }
    try check(model_reshape_single_input(model, shape))
  }
}
