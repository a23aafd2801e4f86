/// A request's body on its way to the thread that sends it.
struct Outgoing {
  private var bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Copies what is left into a buffer, as far as it goes; how much that was.
  mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, bytes.count - offset)
    bytes.withUnsafeBytes {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + count]))
    }
    offset += count
    return count
  }

  /// Goes back to the first byte, where a connection that was kept turns out to be gone.
  mutating func rewind() { offset = 0 }

  /// Drops what is left, where the answer is there and refuses it.
  mutating func stop() { (bytes, offset) = ([], 0) }
}
