public import Geometry

/// Spans of frames that were copied, without decoding and encoding.
struct CopiedSpans {
  /// The spans that have ended, in order of time.
  private(set) var spans: [CopiedSpan] = []
  private var open: (span: CopiedSpan, digest: PacketDigest)?

  /// Adds the next packet, in decoding order, and the time of its frame.
  mutating func add(_ packet: DemuxedPacket, at time: MediaTime, duration: MediaTime?) {
    let end = time + (duration ?? .zero)
    var span = open?.span ?? CopiedSpan(start: time, end: end, frames: 0, digest: "")
    let digest = open?.digest ?? PacketDigest()
    (span.start, span.end) = (min(span.start, time), max(span.end, end))
    span.frames += 1
    digest.add(packet.bytes)
    open = (span, digest)
  }

  /// Ends the span before frames from elsewhere.
  mutating func end() {
    guard var span = open?.span, let digest = open?.digest else { return }
    span.digest = digest.finish()
    spans.append(span)
    open = nil
  }
}

/// A span of copied groups of pictures.
public struct CopiedSpan: Sendable, Equatable {
  /// The PTS of its first frame.
  public var start: MediaTime
  /// The end of its last frame.
  public var end: MediaTime
  public var frames: Int
  /// MurmurHash3 of its packets' payloads in decoding order, in hexadecimal digits.
  public var digest: String
}
