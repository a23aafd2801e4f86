import Core
import Geometry
import Glibc
import Media
import Tracking

/// The output of `track`, written in blocks.
struct TrackLines: ~Copyable {
  private let format: TrackFormat
  private let size: FrameSize
  private let sink: any ByteSink
  private var block = TrackBytes(capacity: 256 << 10)
  /// The number of lines so far.
  private(set) var count = 0
  /// The number of bytes written to the sink so far.
  private(set) var bytesWritten = 0

  /// The upper bound of a line: ten numbers of at most 20 digits, and the names between them.
  private static let longestLine = 512

  init(_ format: TrackFormat, size: FrameSize, sink: any ByteSink) {
    self.format = format
    self.size = size
    self.sink = sink
  }

  /// Adds the boxes of a frame, counted from 0.
  mutating func add(_ redactionBoxes: [RedactionBox], frame: Int, time: MediaTime) async throws {
    for redactionBox in redactionBoxes {
      if block.room < Self.longestLine { try await flush() }
      if format.append(redactionBox, frame: frame, time: time, size: size, to: &block) { count += 1 }
    }
  }

  /// Writes the pending block.
  mutating func flush() async throws {
    guard block.count > 0 else { return }
    try await sink.write(Array(block.bytes), at: UInt64(bytesWritten))
    bytesWritten += block.count
    block.clear()
  }
}

/// A fixed-size text buffer of bytes. A `String` for each of millions of lines would be too slow.
struct TrackBytes: ~Copyable {
  /// Owned by this value alone, which cannot be copied; freed at its end.
  private let base: UnsafeMutablePointer<UInt8>
  private let capacity: Int
  private(set) var count = 0

  /// Allocates the buffer. Callers must not append more than `room` bytes.
  init(capacity: Int) {
    self.capacity = capacity
    base = .allocate(capacity: capacity)
  }

  deinit { base.deallocate() }

  /// The number of bytes that can still be appended.
  var room: Int { capacity - count }

  /// The bytes; valid until the next mutation.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  mutating func clear() { count = 0 }

  mutating func append(_ text: StaticString) {
    memcpy(base + count, text.utf8Start, text.utf8CodeUnitCount)
    count += text.utf8CodeUnitCount
  }

  /// Appends a non-negative number.
  mutating func append(_ number: Int) {
    var digits = 1
    var limit = 10
    while digits < 18, number >= limit {
      digits += 1
      limit *= 10
    }
    append(UInt(bitPattern: number), digits: digits)
  }

  /// Appends a non-negative fixed-point number: 7.25 for 725 with two decimals.
  @inline(__always)
  mutating func append(_ units: Int, decimals: Int) {
    let scale = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000][
      decimals]
    append(units / scale)
    append(".")
    append(UInt(bitPattern: units % scale), digits: decimals)
  }

  /// Appends the last `digits` digits of a number, two at a time.
  private mutating func append(_ number: UInt, digits: Int) {
    var rest = number
    var place = digits
    while place > 1 {
      let pair = Int(rest % 100)
      rest /= 100
      place -= 2
      base[count + place] = Self.zero + UInt8(truncatingIfNeeded: pair / 10)
      base[count + place + 1] = Self.zero + UInt8(truncatingIfNeeded: pair % 10)
    }
    if place == 1 { base[count] = Self.zero + UInt8(truncatingIfNeeded: rest % 10) }
    count += digits
  }

  private static let zero = UInt8(ascii: "0")
}
