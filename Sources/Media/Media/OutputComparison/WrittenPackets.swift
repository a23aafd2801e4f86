import CLibAV
import Geometry

/// Checks the packets of a finished output against those that were muxed.
struct WrittenPackets {
  let check: OutputCheck
  let digests: [String]

  private struct Found {
    var times = TrackCounters()
    let digest = PacketDigest()
  }

  func check(_ demuxer: Demuxer) throws {
    var found: [Int: Found] = [:]
    let written = check.written
    for place in written.compactMap(\.place) { found[place] = Found() }
    while let packet = try demuxer.next() {
      guard let track = written.first(where: { $0.place == packet.stream }),
        !(track.hasEmptyPackets && packet.count <= 2)
      else { continue }
      let base = TimeBase(demuxer.streams[packet.stream].pointee.time_base) ?? track.timeBase
      let fields = packet.pointer.pointee
      found[packet.stream]?.times.add(base.time(fields.pts) ?? base.time(fields.dts) ?? .zero)
      if isTransported(packet) {
        found[packet.stream]?.digest.add(packet.bytes, NALUnits([]))
      } else {
        found[packet.stream]?.digest.add(packet.bytes)
      }
    }
    if let place = check.video.place {
      try compare(check.video, found[place] ?? Found(), digest: check.videoDigest, isVideo: true)
    }
    for (track, digest) in zip(check.tracks, digests) {
      guard let place = track.place else { continue }
      try compare(track, found[place] ?? Found(), digest: digest, isVideo: false)
    }
  }

  private func compare(_ track: OutputTrack, _ found: Found, digest: String?, isVideo: Bool) throws {
    let label = isVideo ? "the video" : "track \(track.place ?? track.number) (\(track.parameters.codec))"
    if let digest, !track.hasEmptyPackets, !isReframed(track) {
      try check.equal(found.digest.finish(), digest, "packet payloads", label)
    }
    guard !track.isPCM, !track.hasEmptyPackets, !isReframed(track), !isMerged(track) else { return }
    try check.equal(found.times.count, track.muxed.count, "packets", label)
    for (what, one, other) in [
      ("first timestamp", found.times.first, track.muxed.first),
      ("last timestamp", found.times.last, track.muxed.last),
    ] { try near(one, other, track, "\(what)", label) }
    if isVideo, check.plan.keepsTicks, found.times != track.muxed {
      throw check.difference("frame timestamps", label, track.muxed, found.times)
    }
  }

  /// Whether a transport stream adds parameter sets and delimiters to a packet.
  private func isTransported(_ packet: DemuxedPacket) -> Bool {
    check.plan.specification.isTransport && packet.stream == check.video.place && check.videoDigest != nil
  }

  /// Whether the container changes the framing of packets: in a transport stream AAC gets ADTS headers of
  /// seven bytes, several frames share a packet, and DVB subtitles get a header and an end marker.
  private func isReframed(_ track: OutputTrack) -> Bool {
    [AV_CODEC_ID_AAC, AV_CODEC_ID_DVB_SUBTITLE].contains(track.parameters.id)
      && check.plan.specification.format == "mpegts"
  }

  /// Whether the container merges packets: Matroska merges the segments of PGS subtitles.
  private func isMerged(_ track: OutputTrack) -> Bool {
    track.parameters.id == AV_CODEC_ID_HDMV_PGS_SUBTITLE && check.plan.specification.isMatroska
  }

  /// Compares two timestamps, with a tolerance of one tick (at least 1 ms), since a container may round once
  /// more.
  private func near(
    _ found: MediaTime?, _ expected: MediaTime?, _ track: OutputTrack, _ what: String, _ label: String
  ) throws {
    guard let found, let expected else { return try check.equal(found, expected, what, label) }
    let distance = max(found, expected) - min(found, expected)
    guard distance > max(track.timeBase.tick, MediaTime(nanoseconds: 1_000_000)) else { return }
    throw check.difference(what, label, expected, found)
  }
}

extension OutputTrack {
  /// Whether the container fills gaps with empty packets: MP4's timed text (3GPP TS 26.245).
  var hasEmptyPackets: Bool { parameters.id == AV_CODEC_ID_MOV_TEXT }
}
