import COpenVINO
public import Geometry

/// A network with one input of fixed size, compiled for the processor. One thread at a time: the class is not
/// `Sendable`.
public final class CompiledModel {
  /// An output of the network: `dimensions` of its `values`, row by row. Valid until the next run.
  public struct Output {
    public let values: UnsafePointer<Float>
    public let dimensions: [Int]
  }

  private let runtime: OpenVINO
  private let compiled: OpaquePointer
  /// What the network was taken over from: OpenVINO keeps the weights there.
  private let exported: UnsafeMutableRawBufferPointer?
  private let request: OpaquePointer
  private var input: UnsafeMutableBufferPointer<Float>

  /// Compiles an ONNX model for an input of three planes.
  ///
  /// - Throws: `OpenVINOError`.
  public convenience init(_ runtime: OpenVINO, onnx bytes: [UInt8], inputSize: FrameSize) throws {
    let model = try runtime.model(onnx: bytes, inputSize: inputSize)
    defer { runtime.functions.model_free(model) }
    // The properties are those of the core.
    let compiled = try runtime.functions.made {
      runtime.functions.core_compile_model_props(runtime.core, model, OpenVINO.device, 0, nil, $0)
    }
    try self.init(runtime, compiled: compiled, inputSize: inputSize)
  }

  /// Takes over a network that was compiled before, see ``export(to:)``.
  ///
  /// - Throws: `OpenVINOError`, also if it has another input size.
  public convenience init(_ runtime: OpenVINO, exported bytes: [UInt8], inputSize: FrameSize) throws {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 4096)
    memory.copyBytes(from: bytes)
    let compiled: OpaquePointer
    do {
      let text = memory.baseAddress?.assumingMemoryBound(to: CChar.self)
      compiled = try runtime.functions.made {
        runtime.functions.core_import_model(runtime.core, text, memory.count, OpenVINO.device, $0)
      }
    } catch {
      memory.deallocate()
      throw error
    }
    try self.init(runtime, compiled: compiled, exported: memory, inputSize: inputSize)
  }

  private init(
    _ runtime: OpenVINO, compiled: OpaquePointer, exported: UnsafeMutableRawBufferPointer? = nil,
    inputSize: FrameSize
  ) throws {
    let functions = runtime.functions
    do {
      request = try functions.made { functions.compiled_model_create_infer_request(compiled, $0) }
    } catch {
      functions.compiled_model_free(compiled)
      exported?.deallocate()
      throw error
    }
    (self.runtime, self.compiled, self.exported) = (runtime, compiled, exported)
    input = UnsafeMutableBufferPointer(start: nil, count: 0)
    // From here on deinit releases what was made.
    input = try functions.input(of: request, count: 3 * inputSize.width * inputSize.height)
  }

  deinit {
    runtime.functions.infer_request_free(request)
    runtime.functions.compiled_model_free(compiled)
    exported?.deallocate()
  }

  /// Writes the compiled network to a file, for this version of OpenVINO.
  public func export(to path: String) throws {
    try runtime.functions.check(runtime.functions.compiled_model_export_model(compiled, path))
  }

  /// Runs the network on three planes of bytes, which become the floats `scale * byte + offset`, and returns the named
  /// outputs.
  public func run(
    _ planes: UnsafeBufferPointer<UInt8>, scale: Float = 1, offset: Float = 0, outputs names: [String]
  ) throws -> [Output] {
    precondition(planes.count == input.count, "the planes must have the input size of the network")
    for index in planes.indices { input[index] = scale * Float(planes[index]) + offset }
    try runtime.functions.check(runtime.functions.infer_request_infer(request))
    return try names.map(output)
  }

  private func output(_ name: String) throws -> Output {
    try runtime.functions.output(
      runtime.functions.made { runtime.functions.infer_request_get_tensor(request, name, $0) })
  }
}

extension OpenVINO {
  /// Reads a model and sets the size of its input.
  fileprivate func model(onnx bytes: [UInt8], inputSize: FrameSize) throws -> OpaquePointer {
    let model = try functions.made { model in
      bytes.withUnsafeBytes {
        let text = $0.baseAddress?.assumingMemoryBound(to: CChar.self)
        return functions.core_read_model_from_memory_buffer(core, text, $0.count, nil, model)
      }
    }
    do {
      var shape = ov_partial_shape_t()
      let dimensions = [1, 3, Int64(inputSize.height), Int64(inputSize.width)]
      try functions.check(functions.partial_shape_create_static(4, dimensions, &shape))
      defer { functions.partial_shape_free(&shape) }
      try functions.check(functions.model_reshape_single_input(model, shape))
      return model
    } catch {
      functions.model_free(model)
      throw error
    }
  }
}

extension fv_openvino {
  /// The input of a request; its memory belongs to the request.
  func input(of request: OpaquePointer, count: Int) throws -> UnsafeMutableBufferPointer<Float> {
    let tensor = try made { infer_request_get_input_tensor(request, $0) }
    defer { tensor_free(tensor) }
    return try values(of: tensor, count: count)
  }

  /// The values of an output tensor, which is freed; the request keeps the memory.
  func output(_ tensor: OpaquePointer) throws -> CompiledModel.Output {
    defer { tensor_free(tensor) }
    var shape = ov_shape_t()
    try check(tensor_get_shape(tensor, &shape))
    defer { _ = shape_free(&shape) }
    let dimensions = UnsafeBufferPointer(start: shape.dims, count: Int(shape.rank)).map { Int($0) }
    let values = try values(of: tensor, count: dimensions.reduce(1, *))
    guard let first = values.baseAddress else { throw OpenVINOError(description: "OpenVINO: empty output") }
    return CompiledModel.Output(values: UnsafePointer(first), dimensions: dimensions)
  }

  /// The values of a tensor of floats, of which there must be `count`.
  private func values(of tensor: OpaquePointer, count: Int) throws -> UnsafeMutableBufferPointer<Float> {
    var size = 0
    try check(tensor_get_byte_size(tensor, &size))
    var data: UnsafeMutableRawPointer?
    try check(tensor_data(tensor, &data))
    guard let data, size == 4 * count else {
      throw OpenVINOError(description: "OpenVINO: a tensor has \(size) bytes, not \(4 * count)")
    }
    return UnsafeMutableBufferPointer(start: data.assumingMemoryBound(to: Float.self), count: count)
  }
}
