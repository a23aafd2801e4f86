/// The write buffer of an upload: the first part, which is held back until the end so that it can be overwritten, and
/// the part being filled.
struct PartBuffer {
  /// A part to upload; numbers start at 1.
  struct Part {
    var number: Int
    var bytes: [UInt8]
  }

  private let headSize: Int
  private var head: [UInt8] = []
  private var filling: [UInt8] = []
  private var number = 2

  init(headSize: Int) {
    self.headSize = headSize
  }

  /// Buffers bytes, which are either in the first part or directly after all previous ones. Returns the parts now full.
  mutating func take(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) -> [Part] {
    let inHead = offset < UInt64(headSize) ? min(bytes.count, headSize - Int(offset)) : 0
    putInHead(UnsafeRawBufferPointer(rebasing: bytes[..<inHead]), at: Int(min(offset, UInt64(headSize))))
    var parts: [Part] = []
    guard inHead < bytes.count else { return parts }
    append(UnsafeRawBufferPointer(rebasing: bytes[inHead...]), &parts)
    return parts
  }

  /// Returns the remaining parts at the end: the last one, if it is not the first, and the first.
  mutating func takeRest() -> [Part] {
    defer { (head, filling) = ([], []) }
    let last = filling.isEmpty ? [] : [Part(number: number, bytes: filling)]
    return last + [Part(number: 1, bytes: head)]
  }

  private mutating func putInHead(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    guard !bytes.isEmpty else { return }
    let common = min(bytes.count, head.count - offset)
    head.replaceSubrange(offset..<offset + common, with: bytes[..<common])
    head.append(contentsOf: bytes[common...])
  }

  private mutating func append(_ bytes: UnsafeRawBufferPointer, _ parts: inout [Part]) {
    var rest = bytes
    while !rest.isEmpty {
      let size = PartPlan.size(ofPart: number)
      if filling.isEmpty { filling.reserveCapacity(size) }
      let count = min(rest.count, size - filling.count)
      filling.append(contentsOf: rest[..<count])
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      guard filling.count == size else { return }
      parts.append(Part(number: number, bytes: filling))
      filling = []
      number += 1
    }
  }
}

/// The part sizes of a multipart upload of unknown length.
///
/// S3 accepts at most 10,000 parts of at least 5 MiB; the last one may be smaller. The part size doubles every 1,000
/// parts, so that small outputs need little memory, and 10,000 parts still reach 4.9 TiB, about the maximum object
/// size. Six hours at 10 Mbit/s, 27 GB, end with parts of 20 MiB.
struct PartPlan {
  /// S3's limits (Amazon S3 User Guide, "Amazon S3 multipart upload limits").
  static let maxParts = 10_000
  static let minSize = 5 << 20

  /// The number of parts per size.
  private static let step = 1_000

  /// The size in bytes of a part; numbers start at 1.
  static func size(ofPart number: Int) -> Int { minSize << ((number - 1) / step) }
}
