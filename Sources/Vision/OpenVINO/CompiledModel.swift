import COpenVINO
public import Geometry
import Glibc

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
  private let request: OpaquePointer
  private var input: UnsafeMutableBufferPointer<Float>

  /// Compiles an ONNX model for an input of three planes.
  ///
  /// - Parameter threads: the threads that run it.
  /// - Throws: `OpenVINOError`.
  public init(_ runtime: OpenVINO, onnx bytes: [UInt8], inputSize: FrameSize, threads: Int) throws {
    let functions = runtime.functions
    let model = try runtime.model(onnx: bytes, inputSize: inputSize)
    defer { functions.model_free(model) }
    compiled = try runtime.compiled(model, threads: threads)
    do {
      request = try functions.made { [compiled] in functions.compiled_model_create_infer_request(compiled, $0)
      }
    } catch {
      functions.compiled_model_free(compiled)
      throw error
    }
    self.runtime = runtime
    input = UnsafeMutableBufferPointer(start: nil, count: 0)
    // From here on deinit releases what was made.
    input = try functions.input(of: request, count: 3 * inputSize.width * inputSize.height)
  }

  deinit {
    runtime.functions.infer_request_free(request)
    runtime.functions.compiled_model_free(compiled)
  }

  /// Runs the network on three planes of bytes, which become floats without scaling, and returns the named outputs.
  public func run(_ planes: UnsafeBufferPointer<UInt8>, outputs names: [String]) throws -> [Output] {
    precondition(planes.count == input.count, "the planes must have the input size of the network")
    for index in planes.indices { input[index] = Float(planes[index]) }
    try runtime.functions.check(runtime.functions.infer_request_infer(request))
    return try names.map(output)
  }

  private func output(_ name: String) throws -> Output {
    let functions = runtime.functions
    let tensor = try functions.made { functions.infer_request_get_tensor(request, name, $0) }
    // The request keeps the memory.
    defer { functions.tensor_free(tensor) }
    var shape = ov_shape_t()
    try functions.check(functions.tensor_get_shape(tensor, &shape))
    defer { _ = functions.shape_free(&shape) }
    let dimensions = UnsafeBufferPointer(start: shape.dims, count: Int(shape.rank)).map { Int($0) }
    let values = try functions.values(of: tensor, count: dimensions.reduce(1, *))
    guard let first = values.baseAddress else { throw OpenVINOError(description: "OpenVINO: empty output") }
    return Output(values: UnsafePointer(first), dimensions: dimensions)
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

  /// Compiles a model for low latency on given threads.
  ///
  /// Single precision, because the default differs by processor. No thread is pinned to a core: two processes, or two
  /// containers, would be pinned to the same one.
  fileprivate func compiled(_ model: OpaquePointer, threads: Int) throws -> OpaquePointer {
    let settings: [String: String] = [
      "PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": "1", "INFERENCE_NUM_THREADS": "\(threads)",
      "INFERENCE_PRECISION_HINT": "f32", "ENABLE_CPU_PINNING": "NO",
    ]
    let texts = settings.map { (key: strdup($0), value: strdup($1)) }
    defer { for text in texts { free(text.key); free(text.value) } }
    let properties = texts.map { ov_property_t(key: $0.key, value: $0.value) }
    return try functions.made {
      functions.core_compile_model_props(core, model, "CPU", properties.count, properties, $0)
    }
  }
}

extension fv_openvino {
  /// The object that a function creates.
  fileprivate func made(_ make: (UnsafeMutablePointer<OpaquePointer?>) -> ov_status_t) throws -> OpaquePointer
  {
    var object: OpaquePointer?
    try check(make(&object))
    guard let object else { throw OpenVINOError(description: "OpenVINO: no object was created") }
    return object
  }

  /// The input of a request; its memory belongs to the request.
  fileprivate func input(of request: OpaquePointer, count: Int) throws -> UnsafeMutableBufferPointer<Float> {
    let tensor = try made { infer_request_get_input_tensor(request, $0) }
    defer { tensor_free(tensor) }
    return try values(of: tensor, count: count)
  }

  /// The values of a tensor of floats, of which there must be `count`.
  fileprivate func values(of tensor: OpaquePointer, count: Int) throws -> UnsafeMutableBufferPointer<Float> {
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
