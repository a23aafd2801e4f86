import CGStreamer
import CLibAV
import Core
import Geometry

extension MediaWriter {
  /// Muxes all frames that the encoder has output.
  func drain() throws {
    while let encoded = encoder.tryPull() {
      try begin(with: encoded)
      try copying?.check(encoded)
      try mux(encoded)
    }
    try check()
  }

  /// Writes the container's header when the first encoded frame brings the codec headers.
  func begin(with encoded: EncodedFrame) throws {
    guard muxer == nil else { return }
    let parameters = try plan.parameters(of: encoded)
    let tag = try ColorimetryTags.filter(
      plan.colorDescription, given: ColorDescription(description.format), for: parameters,
      timeBase: plan.videoTimeBase)
    tagFilter = tag
    let muxer = try Muxer(plan.specification, output: output)
    var tagged = try plan.addingColorDescription(tag?.output() ?? parameters)
    if let merged = try mergeParameterSets(of: tagged, encoded) { tagged = merged }
    if piece != nil, let recorded = try tagged.withRecord() {
      tagged = recorded
      storesLengths = true
    }
    muxer.piece = piece
    let begun = try plan.begin(muxer, video: tagged)
    self.muxer = muxer
    (video, tracks) = (begun.video, begun.tracks)
    for (packet, track) in early { try mux(packet, track: track) }
    (early, earlyBytes) = ([], 0)
  }

  private func mux(_ encoded: EncodedFrame) throws {
    guard let muxer, let video, let pts = encoded.pts else {
      throw UserError(.internalFailure, sink.name, "the encoder returned a frame without a PTS")
    }
    let (tick, duration) = display.tick(of: pts) { time in
      muxer.tick(time + origin, track: video.number)
    }
    // Without reordering DTS equals PTS.
    var dts =
      encoded.dts.map { $0 == pts ? tick : video.timeBase.ticks($0 + origin) }
      ?? tick
    if !decodingTimes.isEmpty { dts = video.timeBase.ticks(decodingTimes.removeFirst() + origin) }
    if let lastDTS { dts = max(dts, lastDTS + 1) }
    dts = min(dts, tick)
    let packet = try packet(of: encoded)
    try copying?.seam.add(packet)
    copying?.redacted.add(packet)
    try write(packet, at: (tick, dts, duration ?? encoded.duration), track: video, by: muxer)
  }

  /// The packet of an encoded frame, with the input's colour description.
  private func packet(of encoded: EncodedFrame) throws -> DemuxedPacket {
    let packet = try encoded.packet()
    guard let tagFilter else { return packet }
    try tagFilter.apply(to: packet)
    // The filter writes start codes. Where the header is its own, too, the muxer replaces them.
    return copying == nil && !storesLengths ? packet : try packet.withLengths()
  }

  /// Muxes a coded picture of the video.
  func write(
    _ coded: DemuxedPacket, at times: (pts: Int64, dts: Int64, duration: MediaTime?), track: OutputTrack,
    by muxer: Muxer
  ) throws {
    lastDTS = times.dts
    // For a transport stream libavformat writes the header's parameter sets before each IDR picture; but once a packet has
    // some of its own, it repeats these alone.
    let packet =
      copying != nil && plan.specification.isTransport
      ? try coded.withLengths(NALUnits(track.parameters.extradata), leavingOut: NALUnits.isParameterSet)
      : coded
    if copying != nil {
      if plan.specification.isTransport {
        track.digest.add(packet.bytes, NALUnits(track.parameters.extradata))
      } else {
        track.digest.add(packet.bytes)
      }
    }
    let length = times.duration.map(track.timeBase.ticks) ?? 0
    try muxer.write(packet, pts: times.pts, dts: times.dts, duration: length, track: track.number)
    video?.muxed.add(track.timeBase.time(times.pts) ?? .zero, duration: times.duration)
  }

  func mux(_ packet: Packet, track place: Int) throws {
    guard let muxer else { return }
    let track = tracks[place]
    try rejectExcessPriming(packet, track, muxer)
    let tick = muxer.tick(packet.time + origin, track: track.number)
    let copy = try DemuxedPacket(copying: packet.packet)
    let step = track.lastTime.map { packet.time - $0 }
    let duration =
      packet.duration ?? (track.parameters.type == AVMEDIA_TYPE_AUDIO ? step ?? track.lastDuration : nil)
    tracks[place].lastTime = packet.time
    tracks[place].lastDuration = duration
    tracks[place].muxed.add(track.timeBase.time(tick) ?? .zero, duration: duration)
    track.digest.add(packet.packet.bytes)
    try muxer.write(
      copy, pts: tick, dts: tick, duration: duration.map(track.timeBase.ticks) ?? 0,
      track: track.number)
  }

  /// Throws for audio before the first frame that exceeds a codec's encoder delay, where the container cannot
  /// exclude it from presentation: an edit list had cut it off.
  private func rejectExcessPriming(_ packet: Packet, _ track: OutputTrack, _ muxer: Muxer) throws {
    guard !muxer.takesNegativeTimes, let duration = packet.duration else { return }
    let priming = max(duration + duration + duration + duration, MediaTime(nanoseconds: 100_000_000))
    guard packet.time + origin + priming < .zero else { return }
    throw UserError(
      .configuration, "profile \(profile.name)",
      "its container (\(plan.specification.format)) has no edit lists, and would play \(track.parameters.codec) that "
        + "was cut off before the first frame",
      remedy: "use --profile mp4 or mov, or cut the audio first: ffmpeg -i IN -c:v copy -c:a aac OUT")
  }
}
