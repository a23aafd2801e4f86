/// What was written of an object and has not left yet: the first part, which is kept until the end, and the part
/// that fills behind it.
struct PartBuffer {
  /// The bytes of a part and its number, counted from 1.
  struct Part {
    var number: Int
    var bytes: [UInt8]
  }

  private let headSize: Int
  private var head: [UInt8] = []
  private var filling: [UInt8] = []
  private var number = 2
  /// Bytes of the parts behind the first one that have left.
  private var left: UInt64 = 0

  init(headSize: Int) {
    self.headSize = headSize
  }

  /// Takes bytes and gives the parts that they fill. Behind the first part they must not lie before the end; what
  /// they pass over is zeros.
  mutating func take(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) -> [Part] {
    let inHead = offset < UInt64(headSize) ? min(bytes.count, headSize - Int(offset)) : 0
    putInHead(UnsafeRawBufferPointer(rebasing: bytes[..<inHead]), at: Int(min(offset, UInt64(headSize))))
    var parts: [Part] = []
    guard inHead < bytes.count else { return parts }
    extendHead(to: headSize)
    var gap = max(UInt64(headSize), offset) - end
    while gap > 0 {
      let zeros = [UInt8](repeating: 0, count: Int(min(gap, 1 << 20)))
      zeros.withUnsafeBytes { append($0, &parts) }
      gap -= UInt64(zeros.count)
    }
    append(UnsafeRawBufferPointer(rebasing: bytes[inHead...]), &parts)
    return parts
  }

  /// The parts that are left, when nothing more comes: the last one, where it is not the first, and the first.
  mutating func takeRest() -> [Part] {
    defer { (head, filling) = ([], []) }
    let last = filling.isEmpty ? [] : [Part(number: number, bytes: filling)]
    return last + [Part(number: 1, bytes: head)]
  }

  /// The end of what stands behind the first part.
  private var end: UInt64 { UInt64(headSize) + left + UInt64(filling.count) }

  private mutating func putInHead(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    guard !bytes.isEmpty else { return }
    extendHead(to: offset)
    let common = min(bytes.count, head.count - offset)
    head.replaceSubrange(offset..<offset + common, with: bytes[..<common])
    head.append(contentsOf: bytes[common...])
  }

  private mutating func extendHead(to count: Int) {
    if head.count < count { head.append(contentsOf: repeatElement(0, count: count - head.count)) }
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
      left += UInt64(size)
      parts.append(Part(number: number, bytes: filling))
      filling = []
      number += 1
    }
  }
}
