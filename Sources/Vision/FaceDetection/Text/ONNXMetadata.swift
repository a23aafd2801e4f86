/// The texts that the file of an ONNX model has beside the network: `ModelProto.metadata_props` (ONNX, onnx.proto), in the
/// encoding of Protocol Buffers.
enum ONNXMetadata {
  /// The fields of `ModelProto` and `StringStringEntryProto` that are read.
  private static let (metadata, key, value) = (UInt64(14), UInt64(1), UInt64(2))

  /// The value of a key; nil if there is none, or the file is no ONNX model.
  static func value(of name: String, in bytes: [UInt8]) -> String? {
    var model = ProtocolBuffer(bytes[...])
    while let field = model.next() {
      guard field.number == metadata else { continue }
      var (entry, texts) = (ProtocolBuffer(field.content), [UInt64: String]())
      while let member = entry.next() {
        texts[member.number] = String(decoding: member.content, as: UTF8.self)
      }
      if texts[key] == name { return texts[value] }
    }
    return nil
  }
}

/// The fields of a message of Protocol Buffers (protobuf.dev, "Encoding").
private struct ProtocolBuffer {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next field; its content is empty if it is a number. Nil at the end and for what is no message.
  mutating func next() -> (number: UInt64, content: ArraySlice<UInt8>)? {
    guard let tag = number() else { return nil }
    switch tag & 7 {
    case 0: return number().map { _ in (tag >> 3, []) }
    case 1: return content(of: 8).map { _ in (tag >> 3, []) }
    case 2: return number().flatMap { Int(exactly: $0) }.flatMap { content(of: $0) }.map { (tag >> 3, $0) }
    case 5: return content(of: 4).map { _ in (tag >> 3, []) }
    default: return nil
    }
  }

  private mutating func content(of count: Int) -> ArraySlice<UInt8>? {
    guard count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  /// A number in groups of seven bits, the lowest first.
  private mutating func number() -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }
}
