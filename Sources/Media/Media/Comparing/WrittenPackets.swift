import CLibAV
import Geometry

/// A finished result's packets, beside those that were put into it.
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
      found[packet.stream]?.digest.add(packet.bytes)
    }
    for (track, digest) in zip([check.video] + check.tracks, [nil] + digests) {
      guard let place = track.place else { continue }
      try compare(track, found[place] ?? Found(), digest: digest)
    }
  }

  private func compare(_ track: WrittenTrack, _ found: Found, digest: String?) throws {
    let label =
      digest == nil ? "the video" : "track \(track.place ?? track.number) (\(track.parameters.codec))"
    if let digest, !track.hasEmptyPackets, !isFramedAnew(track) {
      try check.equal(found.digest.finish(), digest, "bytes of packets", label)
    }
    guard !track.isContinuous, !track.hasEmptyPackets, !isFramedAnew(track), !isMerged(track) else { return }
    try check.equal(found.times.count, track.muxed.count, "packets", label)
    for (what, one, other) in [
      ("first time", found.times.first, track.muxed.first), ("last time", found.times.last, track.muxed.last),
    ] { try near(one, other, track, "\(what)", label) }
    if digest == nil, check.plan.keepsTicks, found.times != track.muxed {
      throw check.difference("times of pictures", label, track.muxed, found.times)
    }
  }

  /// Whether the container frames the packets itself: in a transport stream AAC has headers of seven bytes again, and
  /// shares packets, and DVB's subtitles have a head and an end of their own.
  private func isFramedAnew(_ track: WrittenTrack) -> Bool {
    [AV_CODEC_ID_AAC, AV_CODEC_ID_DVB_SUBTITLE].contains(track.parameters.id)
      && check.plan.specification.format == "mpegts"
  }

  /// Whether the container puts several packets together: Matroska the segments of Blu-ray's subtitles.
  private func isMerged(_ track: WrittenTrack) -> Bool {
    track.parameters.id == AV_CODEC_ID_HDMV_PGS_SUBTITLE && check.plan.specification.isMatroska
  }

  /// A container may round each time once more.
  private func near(
    _ found: MediaTime?, _ expected: MediaTime?, _ track: WrittenTrack, _ what: String, _ label: String
  ) throws {
    guard let found, let expected else { return try check.equal(found, expected, what, label) }
    let distance = max(found, expected) - min(found, expected)
    guard distance > max(track.timeBase.tick, MediaTime(nanoseconds: 1_000_000)) else { return }
    throw check.difference(what, label, expected, found)
  }
}

extension WrittenTrack {
  /// Whether the container fills pauses with empty packets: MP4's text (3GPP TS 26.245).
  var hasEmptyPackets: Bool { parameters.id == AV_CODEC_ID_MOV_TEXT }
}
