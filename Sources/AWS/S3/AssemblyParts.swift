/// What an object is put together from: bytes, or a range of another object in the same store.
public enum ObjectSegment: Sendable, Equatable {
  case bytes([UInt8])
  case range(Range<UInt64>, of: PinnedObject)

  public var size: UInt64 {
    switch self {
    case .bytes(let bytes): UInt64(bytes.count)
    case .range(let range, _): UInt64(range.count)
    }
  }

  /// The first `count` bytes and the rest.
  func divided(at count: UInt64) -> (ObjectSegment, ObjectSegment) {
    switch self {
    case .bytes(let bytes):
      return (.bytes(Array(bytes.prefix(Int(count)))), .bytes(Array(bytes.dropFirst(Int(count)))))
    case .range(let range, let object):
      let middle = range.lowerBound + count
      return (.range(range.lowerBound..<middle, of: object), .range(middle..<range.upperBound, of: object))
    }
  }
}

/// The parts of a multipart upload that puts an object together from segments, most of which the store copies itself.
///
/// A part has at least 5 MiB, but for the last. So what is too small for a part of its own waits, and is sent together with as
/// many bytes of the next segment as a part needs; only these are downloaded.
struct AssemblyParts {
  enum Part: Equatable {
    /// Copied by the store.
    case copied(Range<UInt64>, of: PinnedObject)
    /// Sent by the client, which reads the ranges.
    case sent([ObjectSegment])
  }

  private(set) var parts: [Part] = []
  private var waiting: [ObjectSegment] = []
  private var waitingSize: UInt64 = 0

  private static let minSize = UInt64(PartPlan.minSize)
  /// The size of a sent part of which more wait: bounds the memory.
  private static let sentSize: UInt64 = 8 << 20
  /// S3 copies up to 5 GiB into a part.
  private static let copiedSize: UInt64 = 1 << 30

  init(_ segments: [ObjectSegment]) {
    for segment in segments { add(segment) }
    if waitingSize > 0 { send(waitingSize) }
  }

  private mutating func add(_ segment: ObjectSegment) {
    var rest = segment
    if case .range = segment, waitingSize > 0, waitingSize < Self.minSize {
      let (taken, left) = segment.divided(at: min(Self.minSize - waitingSize, segment.size))
      wait(taken)
      rest = left
    }
    guard case .range(let range, let object) = rest, rest.size >= Self.minSize else { return wait(rest) }
    if waitingSize > 0 { send(waitingSize) }
    copy(range, object)
  }

  private mutating func wait(_ segment: ObjectSegment) {
    guard segment.size > 0 else { return }
    waiting.append(segment)
    waitingSize += segment.size
    // What is left is large enough for a part.
    while waitingSize >= Self.sentSize + Self.minSize { send(Self.sentSize) }
  }

  /// Makes a part of the first bytes that wait.
  private mutating func send(_ count: UInt64) {
    var (part, left, used) = ([ObjectSegment](), count, 0)
    while left > 0 {
      let (taken, rest) = waiting[used].divided(at: min(left, waiting[used].size))
      part.append(taken)
      left -= taken.size
      if rest.size > 0 { waiting[used] = rest } else { used += 1 }
    }
    waiting.removeFirst(used)
    waitingSize -= count
    parts.append(.sent(part))
  }

  /// Makes parts of about equal sizes of a range.
  private mutating func copy(_ range: Range<UInt64>, _ object: PinnedObject) {
    let size = UInt64(range.count)
    let count = (size - 1) / Self.copiedSize + 1
    for number in 0..<count {
      let start = range.lowerBound + size / count * number
      let end = number + 1 < count ? range.lowerBound + size / count * (number + 1) : range.upperBound
      parts.append(.copied(start..<end, of: object))
    }
  }
}
