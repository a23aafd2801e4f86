import CLibAV
import Core
import Geometry

// Groups of pictures whose redaction is that of an earlier output are copied from it.
extension MediaWriter {
  /// Copies the waiting group from the earlier output, or encodes its frames if their redaction was another there.
  func reuse(_ waiting: GroupCopying.Waiting, _ redaction: RedactionDigest) async throws {
    let found = try copying?.earlier?.group(
      at: waiting.firstFrame, frames: waiting.frames.count, redaction: redaction.text)
    guard let (group, packets) = found else {
      return try await encodeWaiting(because: .redacted, ReuseObstacle.changed)
    }
    try await endEncoding()
    copying?.waiting = nil
    copying?.copied.end()
    copying?.redacted.add(group)
    try copy(packets, to: waiting.frames)
    waiting.group.release()
  }

  /// Muxes packets of the earlier output, in decoding order, with the times of the input's frames, in display order.
  private func copy(_ packets: [DemuxedPacket], to frames: [GroupCopying.WaitingFrame]) throws {
    guard let muxer, let video else { return }
    let shown = packets.indices.sorted { packets[$0].pointer.pointee.pts < packets[$1].pointer.pointee.pts }
    var places: [Int: (frame: GroupCopying.WaitingFrame, tick: Int64, duration: MediaTime?)] = [:]
    for (place, frame) in zip(shown, frames) {
      let (tick, duration) = shownTicks(of: frame, video, muxer)
      places[place] = (frame, tick, duration)
    }
    for (index, packet) in packets.enumerated() {
      guard let (frame, tick, duration) = places[index] else { continue }
      // Sync samples are IDR pictures; libavformat's parser also marks recovery points.
      packet.isKey = index == 0
      // As for encoded frames: the n-th packet gets the n-th DTS of the input.
      var dts = video.timeBase.ticks(frames[index].place.decodingTime + origin)
      if let lastDTS { dts = max(dts, lastDTS + 1) }
      try copying?.seam.add(packet)
      copying?.reused.add(packet, at: frame.time, duration: frame.duration)
      try write(packet, at: (tick, min(dts, tick), duration), track: video, by: muxer)
    }
  }
}
