import MovieBoxes

/// The first bytes of an output, and the bytes written while it was finalized: they contain the container's
/// header and index. All bytes between read as zeros. With them an output can be demuxed that cannot be read
/// back, such as a pipe or a multipart upload.
struct RetainedBytes {
  private var pieces: [(offset: UInt64, bytes: [UInt8])] = []
  private var isEnd = false
  private(set) var end: UInt64 = 0

  private static let head: UInt64 = 128 << 10

  mutating func beginEnd() { isEnd = true }

  mutating func add(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {
    end = max(end, offset + UInt64(bytes.count))
    guard isEnd || offset < Self.head else { return }
    pieces.append((offset, Array(bytes)))
  }

  func read(into target: UnsafeMutableRawBufferPointer, at offset: UInt64) -> Int {
    guard offset < end else { return 0 }
    let count = Int(min(UInt64(target.count), end - offset))
    let wanted = offset..<offset + UInt64(count)
    UnsafeMutableRawBufferPointer(rebasing: target[..<count]).initializeMemory(as: UInt8.self, repeating: 0)
    // In order of writing, since later pieces overwrite earlier ones.
    for piece in pieces {
      let common = (piece.offset..<piece.offset + UInt64(piece.bytes.count)).clamped(to: wanted)
      guard !common.isEmpty else { continue }
      let source = piece.bytes[Int(common.lowerBound - piece.offset)..<Int(common.upperBound - piece.offset)]
      source.withUnsafeBytes { bytes in
        UnsafeMutableRawBufferPointer(rebasing: target[Int(common.lowerBound - offset)...]).copyMemory(
          from: bytes)
      }
    }
    return count
  }
}

/// The retained bytes of an output as a demuxer's input.
final class RetainedInput: DemuxerInput {
  let name: String
  private let kept: RetainedBytes

  init(_ kept: RetainedBytes, name: String) {
    (self.kept, self.name) = (kept, name)
  }

  var size: UInt64? { kept.end }
  func read(into target: UnsafeMutableRawBufferPointer, at offset: UInt64) -> Int {
    kept.read(into: target, at: offset)
  }
  func scan() -> MovieScan { .notAMovie }
  func cancel() {}
}
