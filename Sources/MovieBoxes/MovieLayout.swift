/// Where each piece that an MP4 muxer writes goes in the result.
///
/// The muxer writes `ftyp`, media data, and the index (`moov`) last, because only then it is known. A file
/// that plays while it loads needs the index first. So room for it is left behind `ftyp`, everything else
/// moves back by that much, and the index is put there at the end: no temporary file, no second pass.
/// In a fragmented file the index comes first by itself, but grows when it is amended.
public struct MovieLayout: Sendable {
  /// What to do with a piece.
  public enum Step: Equatable, Sendable {
    /// Write it at this offset of the result.
    case write(UInt64)
    /// It is the index: amend it and ask `place(index:)`.
    case index
    /// It is a fragment's header: amend it, keeping its size, and write it at this offset of the result.
    case fragment(UInt64)
    /// Leave it out: an index of fragments whose offsets no longer hold (`mfra`, optional).
    case drop
  }

  /// Bytes that go to an offset of the result.
  public struct Write: Equatable, Sendable {
    /// The offset in the result.
    public var offset: UInt64
    /// The bytes.
    public var bytes: [UInt8]
  }

  private enum State {
    case reserving(room: UInt64, start: UInt64?)
    case fragmented(growth: UInt64)
  }
  private var state: State
  private var indexOffset: UInt64 = 0
  private var indexCount: UInt64 = 0

  /// Whether the index stood before the media data once it was placed.
  public private(set) var isIndexFirst = false

  /// A layout that keeps `room` bytes for the index at the front.
  public static func indexFirst(room: UInt64) -> MovieLayout {
    MovieLayout(state: .reserving(room: max(room, 8), start: nil))
  }

  /// A layout for fragments, written from front to back.
  public static var fragmented: MovieLayout { MovieLayout(state: .fragmented(growth: 0)) }

  private init(state: State) {
    self.state = state
  }

  /// By how much the media data lies further back than the muxer thinks.
  public var mediaShift: UInt64 {
    switch state {
    case .reserving(let room, _): room
    case .fragmented: 0
    }
  }

  /// Decides on a piece of `count` bytes that begins with `head` (its first 8 bytes or fewer) and that the
  /// muxer means to stand at `offset`.
  public mutating func step(head: [UInt8], count: Int, at offset: UInt64) -> Step {
    let type = head.uint32(at: 4).map(FourCC.init(rawValue:))
    let isWholeBox = head.uint32(at: 0).map(Int.init) == count
    if isWholeBox, type == "moov" {
      indexOffset = offset
      indexCount = UInt64(count)
      return .index
    }
    switch state {
    case .reserving(let room, let start):
      if let start { return .write(offset >= start ? offset + room : offset) }
      if isWholeBox, type == "ftyp" { state = .reserving(room: room, start: offset + UInt64(count)) }
      return .write(offset)
    case .fragmented(let growth):
      if isWholeBox, type == "mfra" { return .drop }
      return isWholeBox && type == "moof" ? .fragment(offset + growth) : .write(offset + growth)
    }
  }

  /// Places the amended index.
  public mutating func place(index: [UInt8]) -> [Write] {
    switch state {
    case .reserving(let room, let start):
      let left = room >= UInt64(index.count) ? room - UInt64(index.count) : nil
      guard let start, let left, left == 0 || left >= 8 else {
        return filler(at: start ?? 0, size: room) + [Write(offset: indexOffset + room, bytes: index)]
      }
      isIndexFirst = true
      return [Write(offset: start, bytes: index)] + filler(at: start + UInt64(index.count), size: left)
    case .fragmented:
      isIndexFirst = true
      state = .fragmented(growth: UInt64(index.count) - indexCount)
      return [Write(offset: indexOffset, bytes: index)]
    }
  }

  /// The header of a `free` box; what it spans was never written and reads as zeros.
  private func filler(at offset: UInt64, size: UInt64) -> [Write] {
    guard size > 0 else { return [] }
    var bytes: [UInt8] = []
    bytes.append(number: size, count: 4)
    bytes.append(number: UInt64(FourCC("free").rawValue), count: 4)
    return [Write(offset: offset, bytes: bytes)]
  }
}
