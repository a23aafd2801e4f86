import Core
import Geometry
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
