import CGStreamer
import CLibAV
import Core
import Geometry

extension MediaReader {
  func pullFrame() async throws -> Frame? {
    while ready.isEmpty {
      guard let decoded = try await pullDecodedFrame() else {
        ready = try substitutes(before: nil)
        guard case .skipped(let entries) = queue.first else { break }
        _ = queue.removeFirst()
        ready += try skippedFrames(entries)
        continue
      }
      if isTooLate(decoded) { continue }
      let missing = try substitutes(before: decoded)
      ready = missing + (try frame(of: decoded, isFirst: false).map { [$0] } ?? [])
    }
    guard !ready.isEmpty else {
      times.finish()
      return nil
    }
    let frame = ready.removeFirst()
    if frame.isDecoded { lastDecoded = frame }
    return frame
  }

  /// The frames of a group that is not decoded.
  private func skippedFrames(_ entries: [PresentationTimes.Entry]) throws -> [Frame] {
    decoder?.stop()
    // A copy, since one buffer of a decoder's pool keeps all of them in memory.
    lastDecoded = lastDecoded?.copied()
    guard let format else { return [] }
    return try entries.compactMap { entry in
      guard let time = entry.pts else { return nil }
      return try frame(nil, format, entry, at: time, isDamaged: false)
    }
  }

  /// Substitutes for frames that the decoder did not output, up to the next decoded frame or the end. They
  /// repeat the pixels of the last frame and are marked as damaged.
  private func substitutes(before next: DecodedFrame?) throws -> [Frame] {
    guard let last = lastDecoded, !hasUnreliablePTS else { return [] }
    let until = times.entry(next?.number)?.pts
    guard next == nil || until != nil else { return [] }
    return try times.takeOverdue(before: until, reached: next?.reached ?? .max).map { packet in
      try frame(last.pixels, last.format, packet.entry, at: packet.time, isDamaged: true)
    }
  }

  /// Whether a substitute was already output for a decoded frame, and the frame is damaged. If it is not
  /// damaged, the container's PTS do not reflect display order, and no more substitutes may be derived from
  /// them.
  private func isTooLate(_ decoded: DecodedFrame) -> Bool {
    guard let number = decoded.number, let entry = times.overdue[number], let decoder else { return false }
    if decoded.isDamaged || propagation.isAffected(number, at: entry.pts, by: decoder.damage.numbers) {
      return true
    }
    hasUnreliablePTS = true
    times.restore(number)
    return false
  }

  /// The next decoded frame; reads packets while the decoder's queue has room. Nil after the last, and before frames that
  /// are not decoded.
  func pullDecodedFrame() async throws -> DecodedFrame? {
    while let decoder {
      try Task.checkCancellation()
      if let decoded = decoder.tryPull() { return decoded }
      // The end must be queried before the error: an error is posted before the end of stream that it causes.
      let isEnded = decoder.isEnded
      if let failure = decoder.busWatcher.failure {
        throw UserError(reading: input.name, failure, missing: decoder.busWatcher.missing)
      }
      if try feed(decoder, isEnded: isEnded) { continue }
      // A decoder that was stopped before frames that are not decoded has ended, although packets may be to come.
      let isWaitingForRoom = queue.isEmpty && !isDemuxed
      if isEnded, !isWaitingForRoom { return nil }
      await decoder.event.wait()
    }
    return nil
  }

  /// Reads the next packet, or passes one to the decoder. Returns whether anything was done.
  private func feed(_ decoder: VideoDecoder, isEnded: Bool) throws -> Bool {
    switch queue.first {
    case .packet where isEnded:
      decoder.stop()
      if let video { self.decoder = try startDecoder(video) }
    case .packet(let packet, let entry):
      guard decoder.wantsPacket else { return false }
      _ = queue.removeFirst()
      decode(packet, entry, decoder)
    case .skipped:
      decoder.end()
      return false
    case nil:
      guard !isDemuxed else {
        decoder.end()
        return false
      }
      guard try hasRoom() else { return false }
      try readPacket()
    }
    return true
  }

  /// Whether more packets may be read, given those that wait for consumers.
  ///
  /// - Throws: `UserError` when too much audio precedes the first frame, before which nobody consumes
  ///   packets.
  private func hasRoom() throws -> Bool {
    let waiting = tracks.reduce(0) { $0 + $1.waitingBytes }
    guard format == nil else { return waiting < Self.packetBytesWaiting }
    guard waiting < Self.packetBytesBefore else {
      throw UserError(
        .invalidInput, input.name, "has \(waiting >> 20) MiB of audio before its first video frame",
        remedy: "interleave it first: ffmpeg -i IN -c copy OUT")
    }
    return true
  }

  func readPacket() throws {
    let isSpanOver = span?.isOver(tracks: tracks.map(\.placed)) == true
    guard !isSpanOver, let packet = try demuxer?.next() else {
      isDemuxed = true
      // Frees the index, which takes tens of megabytes for an hour.
      demuxer = nil
      groups?.finish()
      queue.release()
      for track in tracks { track.event.notify() }
      return
    }
    // Read after each packet, so that errors after the last packet do not count.
    gaps = demuxer?.gaps ?? 0
    guard !packet.isEncrypted else {
      throw UserError(
        .invalidInput, input.name, "is encrypted (track \(packet.stream))",
        remedy: "decrypt it with its key first: ffmpeg -decryption_key KEY -i IN -c copy OUT")
    }
    if packet.stream == video?.index {
      if try span?.takes(packet, of: name) != false { try enqueue(packet) }
    } else if let place = trackOfStream[packet.stream] {
      let track = tracks[place]
      try track.add(
        packet, base: base, zero: zero, shift: &timeline, allowsDiscontinuities: allowsDiscontinuities)
    }
  }

  /// Whether timestamps that restart are mapped to a continuous timeline.
  private var allowsDiscontinuities: Bool { demuxer?.allowsDiscontinuities == true }

  /// Adds a packet of the video to the queue before the decoder.
  private func enqueue(_ packet: DemuxedPacket) throws {
    guard let video else { return }
    videoPackets += 1
    var entry = try entry(of: packet, in: video)
    if allowsDiscontinuities, let dts = entry.dts {
      let shift = timeline.shift(
        of: video.index, dts: dts, duration: entry.duration, tolerance: .zero)
      entry.pts = entry.pts.map { $0 + shift }
      entry.dts = dts + shift
      entry.isDiscontinuity = shift != videoShift
      videoShift = shift
    }
    if groups != nil { entry.dts = groups?.decodingTime(of: entry) }
    entry.coded = groups?.add(packet, entry)
    cutPoints?.add(packet, entry)
    if let group = entry.coded?.group, entry.producesFrame, let dts = entry.dts {
      decodingTimes.add(dts, of: group)
    }
    if passesOverVideo { passOver(entry) } else { queue.add(packet, entry) }
  }

  private func decode(
    _ packet: DemuxedPacket, _ entry: PresentationTimes.Entry, _ decoder: VideoDecoder
  ) {
    let number = times.add(entry)
    propagation.add(number, at: entry.pts, isKey: packet.isKey)
    if packet.isKey { times.forgetOverdue(before: propagation.oldest) }
    if packet.isCorrupt { decoder.damage.note(number) }
    decoder.push(packet, number: number)
  }

  private func entry(of packet: DemuxedPacket, in video: InputTrack) throws -> PresentationTimes.Entry {
    let fields = packet.pointer.pointee
    let entry = PresentationTimes.Entry(
      pts: video.timeBase.time(fields.pts), dts: video.timeBase.time(fields.dts),
      duration: fields.duration > 0 ? video.timeBase.time(fields.duration) : nil,
      isDecodeOnly: packet.isDiscarded, isDamaged: packet.isCorrupt, isKey: packet.isKey,
      isRecoveryPoint: format == nil && packet.isKey
        && RecoveryPoint.isRecoveryPoint(packet, video.parameters),
      isSecondField: fieldPairs?.isSecond(packet) == true,
      mayProduceNoFrame: packet.mayProduceNoFrame(video.parameters.id))
    if fields.pts != fv_av_no_pts(), entry.pts == nil { throw outOfRange("a video packet") }
    return entry
  }

  /// Whether a frame, or any that it may be predicted from, is damaged.
  private func isDamaged(_ decoded: DecodedFrame, _ entry: PresentationTimes.Entry) -> Bool {
    guard let number = decoded.number, let damage = decoder?.damage else { return true }
    if decoded.isDamaged { damage.note(number) }
    return propagation.isAffected(number, at: entry.pts, by: damage.numbers)
      || propagation.isAffected(number, at: entry.pts, by: times.overdue.keys) || entry.isDamaged
  }

  /// Converts a decoded frame; returns nil for one that is not presented.
  func frame(of decoded: DecodedFrame, isFirst: Bool) throws -> Frame? {
    let (entry, time) = times.take(decoded.number)
    if entry.isDecodeOnly { return nil }
    guard let buffer = decoded.buffer, let caps = decoded.caps, let format else {
      throw UserError(.internalFailure, input.name, "the decoder returned a frame without caps")
    }
    try accept(caps, format)
    guard let time else { throw withoutTimes }
    if isFirst { setFirstFrameTime(time - base) }
    return try frame(buffer, format, entry, at: time, isDamaged: isDamaged(decoded, entry))
  }

  /// Creates the output frame with its timestamp on the output timeline.
  private func frame(
    _ buffer: UnsafeMutablePointer<GstBuffer>?, _ format: FrameFormat, _ entry: PresentationTimes.Entry,
    at time: MediaTime, isDamaged: Bool
  ) throws -> Frame {
    let stepsBefore = clock.steps
    let shown = try clock.next(
      time - base - zero, duration: entry.duration, allowsSteps: options.allowsDamage, name: input.name)
    let isDiscontinuity = entry.isDiscontinuity || clock.steps > stepsBefore
    counters.add(shown, duration: entry.duration ?? Frame.unknownDuration)
    return Frame(
      owning: buffer.map { fv_buffer_ref($0) }, time: shown, duration: entry.duration, format: format,
      isDamaged: isDamaged, isDiscontinuity: isDiscontinuity, coded: place(of: entry, shownAt: shown))
  }

  private func place(of entry: PresentationTimes.Entry, shownAt time: MediaTime) -> CodedPlace? {
    guard let (group, index) = entry.coded else { return nil }
    let dts = decodingTimes.take(for: group)
    let delay = entry.pts.flatMap { pts in dts.map { pts - $0 } } ?? .zero
    return CodedPlace(group: group, index: index, decodingTime: time - delay)
  }

  private var withoutTimes: UserError {
    UserError(
      .invalidInput, input.name,
      "has no timestamps, as is usual for elementary streams without a container",
      remedy: "convert it with the frame rate that you know: ffmpeg -r 30 -i IN -c:v libx264 -crf 12 OUT.mp4")
  }

  /// Sets the PTS of the first presented frame, which becomes time zero for packets already read, too.
  func setFirstFrameTime(_ time: MediaTime) {
    zero = time
    for track in tracks { track.setFirstFrameTime(time) }
  }

  /// Throws when frame size, pixel format or pixel aspect ratio change in mid-stream.
  private func accept(_ caps: UnsafeMutablePointer<GstCaps>, _ format: FrameFormat) throws {
    guard !format.hasSameFormat(caps) else {
      guard !format.hasPixelAspectRatio(of: caps) else { return }
      throw UserError(
        .invalidInput, input.name, "changes its pixel aspect ratio at \(counters.end ?? .zero)",
        remedy: "cut it where it changes and process each part")
    }
    guard let video, let new = FrameFormat(caps: caps, track: video) else {
      throw UserError(.invalidInput, input.name, "decodes to an unsupported pixel format")
    }
    guard format.size == new.size, format.name == new.name else {
      throw UserError(
        .invalidInput, input.name,
        "changes from \(format.size.width)x\(format.size.height) \(format.name) to "
          + "\(new.size.width)x\(new.size.height) \(new.name) at \(counters.end ?? .zero)",
        remedy: "cut it where it changes and process each part")
    }
  }

  /// The end of everything that was read, on the container's timeline.
  var end: MediaTime {
    let ends = [counters.end, passedEnd] + tracks.map { $0.end }
    return (ends.compactMap { $0 }.max() ?? .zero) + zero
  }

  private func outOfRange(_ what: String) -> UserError {
    UserError(
      .invalidInput, input.name, "has \(what) whose timestamp is out of range",
      remedy: "it is damaged; repair it: ffmpeg -i IN -c copy OUT")
  }
}
