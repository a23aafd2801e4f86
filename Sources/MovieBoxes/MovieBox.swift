/// A box of an MP4 or QuickTime file as a tree: containers hold boxes, all others hold bytes
/// (ISO/IEC 14496-12, section 4.2).
struct MovieBox: Equatable {
  enum Content: Equatable {
    case bytes([UInt8])
    case children([MovieBox])
  }

  var type: FourCC
  var content: Content

  /// The boxes whose children an amendment has to reach.
  static let containers: Set<FourCC> = [
    "moov", "trak", "edts", "mdia", "minf", "stbl", "mvex", "moof", "traf",
  ]

  /// Reads every box in `bytes`; nil when a size does not fit.
  static func list(_ bytes: ArraySlice<UInt8>) -> [MovieBox]? {
    var boxes: [MovieBox] = []
    var rest = bytes
    while !rest.isEmpty {
      let header = Array(rest.prefix(16))
      guard let size32 = header.uint32(at: 0), let type = header.uint32(at: 4).map(FourCC.init(rawValue:))
      else { return nil }
      let headerSize = size32 == 1 ? 16 : 8
      let declared = size32 == 1 ? header.number(at: 8, count: 8) : UInt64(size32)
      guard let size = declared.flatMap(Int.init(exactly:)), size >= headerSize, size <= rest.count else {
        return nil
      }
      let payload = rest.prefix(size).dropFirst(headerSize)
      if containers.contains(type) {
        guard let children = list(payload) else { return nil }
        boxes.append(MovieBox(type: type, content: .children(children)))
      } else {
        boxes.append(MovieBox(type: type, content: .bytes(Array(payload))))
      }
      rest = rest.dropFirst(size)
    }
    return boxes
  }

  /// The payload of a box that holds bytes.
  var bytes: [UInt8] {
    get { if case .bytes(let bytes) = content { bytes } else { [] } }
    set { content = .bytes(newValue) }
  }

  /// The boxes inside a container.
  var children: [MovieBox] {
    get { if case .children(let children) = content { children } else { [] } }
    set { content = .children(newValue) }
  }

  /// The first child of a type.
  subscript(type: FourCC) -> MovieBox? {
    get { children.first { $0.type == type } }
    set {
      let index = children.firstIndex { $0.type == type }
      switch (index, newValue) {
      case (let index?, let box?): children[index] = box
      case (let index?, nil): children.remove(at: index)
      case (nil, let box?): children.append(box)
      case (nil, nil): break
      }
    }
  }

  /// The box as it stands in a file.
  func serialized() -> [UInt8] {
    var payload: [UInt8] = []
    switch content {
    case .bytes(let bytes): payload = bytes
    case .children(let children): for child in children { payload += child.serialized() }
    }
    var result: [UInt8] = []
    result.reserveCapacity(payload.count + 8)
    result.append(number: UInt64(payload.count + 8), count: 4)
    result.append(number: UInt64(type.rawValue), count: 4)
    return result + payload
  }
}
