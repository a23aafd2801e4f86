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

  init(headSize: Int) {
    self.headSize = headSize
  }

  /// Takes bytes and gives the parts that they fill. They go on at the end of what is there, or lie in the first part.
  mutating func take(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) -> [Part] {
    let inHead = offset < UInt64(headSize) ? min(bytes.count, headSize - Int(offset)) : 0
    putInHead(UnsafeRawBufferPointer(rebasing: bytes[..<inHead]), at: Int(min(offset, UInt64(headSize))))
    var parts: [Part] = []
    guard inHead < bytes.count else { return parts }
    append(UnsafeRawBufferPointer(rebasing: bytes[inHead...]), &parts)
    return parts
  }

  /// The parts that are left, when nothing more comes: the last one, where it is not the first, and the first.
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
