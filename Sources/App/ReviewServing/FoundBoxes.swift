import Core
import Geometry
import Pipeline
import Tracking

/// The boxes of all frames of a video, in columns: 30 bytes for a box, 17 for a frame.
struct FoundBoxes: Sendable {
  private(set) var starts: [Int64] = []
  private(set) var ends: [Int64] = []
  /// The index of each frame's first box, and the number of all boxes.
  private(set) var first: [UInt32] = [0]
  private(set) var isWhole: [UInt8] = []
  private(set) var tracks: [Int32] = []
  /// Left, top, width, height, and the radii of the corners across and down, of each box.
  private(set) var places: [Float] = []
  /// The reason's index, with ``changed`` and ``isText``.
  private(set) var kinds: [UInt8] = []

  static let changed: UInt8 = 0x80
  static let isText: UInt8 = 0x40
  static let isOther: UInt8 = 0x20
  static let reasons = RedactionBox.Reason.allCases

  /// The number of frames.
  var count: Int { starts.count }

  mutating func add(_ frame: FoundFrame) {
    starts.append(frame.time.nanoseconds)
    ends.append((frame.time + (frame.duration ?? .zero)).nanoseconds)
    isWhole.append(frame.isWhole ? 1 : 0)
    for box in frame.boxes {
      tracks.append(Int32(clamping: box.track))
      let numbers = [
        box.box.left, box.box.top, box.box.width, box.box.height, box.cornerRadii.x, box.cornerRadii.y,
      ]
      places += numbers.map { Float($0) }
      kinds.append(Self.kind(box, isChanged: frame.changedTracks.contains(box.track)))
    }
    first.append(UInt32(clamping: tracks.count))
  }

  private static func kind(_ box: RedactionBox, isChanged: Bool) -> UInt8 {
    let reason = UInt8(reasons.firstIndex(of: box.reason) ?? 0)
    let content: UInt8 =
      switch box.content {
      case .face: 0
      case .text: isText
      case .other: isOther
      }
    return reason | content | (isChanged ? changed : 0)
  }

  /// The frames that are on screen during a span.
  func frames(from start: MediaTime, to end: MediaTime) -> Range<Int> {
    let lower = max(0, starts.partitioningIndex { $0 > start.nanoseconds } - 1)
    return lower..<max(lower, starts.partitioningIndex { $0 >= end.nanoseconds })
  }

  /// The frame that is on screen at a time; nil without frames.
  func frame(at time: MediaTime) -> Int? {
    count == 0 ? nil : max(0, starts.partitioningIndex { $0 > time.nanoseconds } - 1)
  }

  /// When a frame is on screen; to the start of the next one where the container does not state its duration.
  func shown(_ frame: Int) -> Range<MediaTime> {
    let start = starts[frame]
    let next = frame + 1 < count ? starts[frame + 1] : start + 1
    return MediaTime(
      nanoseconds: start)..<MediaTime(nanoseconds: max(start + 1, ends[frame] > start ? ends[frame] : next))
  }

  func boxes(of frame: Int) -> Range<Int> { Int(first[frame])..<Int(first[frame + 1]) }

  /// A box with what masks and decisions depend on.
  func box(_ index: Int) -> RedactionBox {
    let at = 6 * index
    let place = Box(
      left: Double(places[at]), top: Double(places[at + 1]), width: Double(places[at + 2]),
      height: Double(places[at + 3]))
    var box = RedactionBox(
      track: Int(tracks[index]), box: place, reason: Self.reasons[Int(kinds[index] & 0x1F)], confidence: 0)
    box.cornerRadii = SIMD2(Double(places[at + 4]), Double(places[at + 5]))
    box.content = kinds[index] & Self.isText != 0 ? .text : kinds[index] & Self.isOther != 0 ? .other : .face
    return box
  }

  func isChanged(_ index: Int) -> Bool { kinds[index] & Self.changed != 0 }

  /// The spans in seconds in which decisions leave nothing of a track visible, by its number from 0.
  func alwaysHidden() -> [Int: [[Double]]] {
    var spans: [Int: [[Double]]] = [:]
    for frame in 0..<count {
      let shown = shown(frame)
      let (start, end) = (shown.lowerBound.seconds, shown.upperBound.seconds)
      for index in boxes(of: frame) where isChanged(index) || box(index).reason == .adjacentScene {
        let track = Int(tracks[index])
        let last = spans[track]?.last
        let follows = last.map { start - $0[1] < Self.pause } ?? false
        if follows { spans[track]?.removeLast() }
        spans[track, default: []].append([follows ? last?.first ?? start : start, end])
      }
    }
    return spans
  }

  /// Containers round durations: frames that are this near, in seconds, follow each other.
  private static let pause = 0.002
}

extension FoundBoxes {
  /// The columns, one after the other.
  func append(to bytes: inout [UInt8]) {
    Self.append(starts, to: &bytes)
    Self.append(ends, to: &bytes)
    Self.append(first, to: &bytes)
    Self.append(isWhole, to: &bytes)
    Self.append(tracks, to: &bytes)
    Self.append(places, to: &bytes)
    Self.append(kinds, to: &bytes)
  }

  /// Reads the columns; nil if they do not fit together.
  init?(_ reader: inout ColumnReader) {
    guard let starts = reader.column(of: Int64.self), let ends = reader.column(of: Int64.self),
      let first = reader.column(of: UInt32.self), let isWhole = reader.column(of: UInt8.self),
      let tracks = reader.column(of: Int32.self), let places = reader.column(of: Float.self),
      let kinds = reader.column(of: UInt8.self), ends.count == starts.count, isWhole.count == starts.count,
      first.count == starts.count + 1, first.first == 0, first.last == UInt32(tracks.count),
      places.count == 6 * tracks.count, kinds.count == tracks.count,
      zip(first, first.dropFirst()).allSatisfy(<=),
      kinds.allSatisfy({ Int($0 & 0x1F) < Self.reasons.count })
    else { return nil }
    (self.starts, self.ends, self.first, self.isWhole) = (starts, ends, first, isWhole)
    (self.tracks, self.places, self.kinds) = (tracks, places, kinds)
  }

  private static func append<Value: BitwiseCopyable>(_ column: [Value], to bytes: inout [UInt8]) {
    withUnsafeBytes(of: UInt64(column.count)) { bytes += $0 }
    column.withUnsafeBytes { bytes += $0 }
  }
}

/// Reads columns of numbers that this machine wrote.
struct ColumnReader {
  private let bytes: [UInt8]
  private var offset: Int

  init(_ bytes: [UInt8], from offset: Int) { (self.bytes, self.offset) = (bytes, offset) }

  /// The next column; nil if the bytes end before.
  mutating func column<Value: BitwiseCopyable>(of type: Value.Type) -> [Value]? {
    guard let count = number(), count <= (bytes.count - offset) / MemoryLayout<Value>.stride else {
      return nil
    }
    let size = count * MemoryLayout<Value>.stride
    defer { offset += size }
    return bytes.withUnsafeBytes { all in
      [Value](unsafeUninitializedCapacity: count) { target, filled in
        UnsafeMutableRawBufferPointer(target).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: all[offset..<offset + size]))
        filled = count
      }
    }
  }

  private mutating func number() -> Int? {
    guard offset + 8 <= bytes.count else { return nil }
    defer { offset += 8 }
    return Int(exactly: bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self) })
  }
}
