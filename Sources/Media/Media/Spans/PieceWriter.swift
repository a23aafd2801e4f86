import Core
import Geometry

/// Writes the media data of a piece: the samples of all tracks, interleaved by their DTS, one after another. Used on the
/// writer's thread; a write blocks it while the sink is full.
final class PieceWriter {
  private struct Sample {
    var packet: DemuxedPacket
    var pts: Int64
    var dts: Int64
    var duration: Int64
    var track: Int
    var time: MediaTime
  }

  private let sink: any ByteSink
  private var checksum = SHA256()
  /// The samples that wait for those of other tracks, by track.
  private var waiting: [[Sample]]
  private var newest = MediaTime.zero
  private(set) var samples = PieceTable.Samples()
  private(set) var bytes: UInt64 = 0

  /// The longest time that samples wait for those of a track that has none, as of libavformat's interleaving
  /// (`max_interleave_delta`).
  private static let longestWait = MediaTime(nanoseconds: 10_000_000_000)

  init(_ sink: any ByteSink, tracks: Int) {
    self.sink = sink
    waiting = Array(repeating: [], count: tracks)
  }

  /// Adds a sample. Those of one track must come in the order of their DTS.
  func add(
    _ packet: DemuxedPacket, pts: Int64, dts: Int64, duration: Int64, track: Int, base: TimeBase
  ) throws {
    let time = base.time(dts) ?? .zero
    waiting[track].append(
      Sample(packet: packet, pts: pts, dts: dts, duration: duration, track: track, time: time))
    newest = max(newest, time)
    while let next = next, !waiting.contains(where: \.isEmpty) || newest - next.time > Self.longestWait {
      try write(next)
    }
  }

  /// Writes what waits, and returns the digest of the media data.
  func finish() throws -> String {
    while let next { try write(next) }
    var digest = SHA256()
    swap(&digest, &checksum)
    return Hex.text(digest.finish())
  }

  /// The sample that comes next in the file: the earliest, and of several the one of the first track.
  private var next: Sample? {
    waiting.compactMap(\.first).min { ($0.time, $0.track) < ($1.time, $1.track) }
  }

  private func write(_ sample: Sample) throws {
    waiting[sample.track].removeFirst()
    let payload = sample.packet.bytes
    if !payload.isEmpty {
      try sink.write(payload, at: bytes)
      checksum.update(payload)
    }
    bytes += UInt64(payload.count)
    samples.track.append(sample.track)
    samples.size.append(payload.count)
    samples.pts.append(sample.pts)
    samples.dts.append(sample.dts)
    samples.duration.append(sample.duration)
    samples.isKey.append(sample.packet.isKey)
  }
}

/// A sink that keeps nothing: that of a container's header of which only the time bases matter.
struct DroppingSink: ByteSink {
  let name: String
  var rewritableRange: RewritableRange { .anywhere }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(UserError) {}
}
