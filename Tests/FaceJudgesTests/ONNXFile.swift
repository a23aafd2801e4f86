/// A network in ONNX whose outputs are constants, whatever its input is: each is its constant plus zero times the sum of
/// the input.
///
/// Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
struct ONNXFile {
  struct Output {
    var name: String
    var dimensions: [Int]
    var values: [Float]
  }

  /// A dimension of nil may have any size.
  var input: [Int?]
  var outputs: [Output]

  var bytes: [UInt8] {
    var graph = Self.node("ReduceSum", ["input"], "sum", keepsDimensions: false)
    graph += Self.node("Mul", ["sum", "zero"], "nothing")
    for output in outputs { graph += Self.node("Add", [output.name + "_constant", "nothing"], output.name) }
    graph += Proto.text(2, "graph") + Self.tensor("zero", [], [0])
    for output in outputs {
      graph += Self.tensor(output.name + "_constant", output.dimensions, output.values)
    }
    graph += Proto.message(11, Self.value("input", input))
    for output in outputs { graph += Proto.message(12, Self.value(output.name, output.dimensions)) }
    return Proto.number(1, 8) + Proto.message(7, graph)
      + Proto.message(8, Proto.text(1, "") + Proto.number(2, 12))
  }

  private static func node(_ type: String, _ inputs: [String], _ output: String, keepsDimensions: Bool = true)
    -> [UInt8]
  {
    var node = inputs.flatMap { Proto.text(1, $0) } + Proto.text(2, output) + Proto.text(4, type)
    // An attribute of type INT.
    if !keepsDimensions {
      node += Proto.message(5, Proto.text(1, "keepdims") + Proto.number(3, 0) + Proto.number(20, 2))
    }
    return Proto.message(1, node)
  }

  private static func tensor(_ name: String, _ dimensions: [Int], _ values: [Float]) -> [UInt8] {
    let raw = values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
    let sizes = dimensions.flatMap { Proto.number(1, $0) }
    return Proto.message(5, sizes + Proto.number(2, 1) + Proto.text(8, name) + Proto.message(9, raw))
  }

  private static func value(_ name: String, _ dimensions: [Int?]) -> [UInt8] {
    let shape = dimensions.flatMap { size in
      Proto.message(1, size.map { Proto.number(1, $0) } ?? Proto.text(2, "any"))
    }
    let tensor = Proto.number(1, 1) + Proto.message(2, shape)
    return Proto.text(1, name) + Proto.message(2, Proto.message(1, tensor))
  }
}

/// Fields of protocol buffers.
private enum Proto {
  static func number(_ field: Int, _ value: Int) -> [UInt8] { varint(field << 3) + varint(value) }

  static func message(_ field: Int, _ bytes: [UInt8]) -> [UInt8] {
    varint(field << 3 | 2) + varint(bytes.count) + bytes
  }

  static func text(_ field: Int, _ text: String) -> [UInt8] { message(field, Array(text.utf8)) }

  private static func varint(_ value: Int) -> [UInt8] {
    var (rest, bytes) = (UInt64(value), [UInt8]())
    while rest > 127 {
      bytes.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
