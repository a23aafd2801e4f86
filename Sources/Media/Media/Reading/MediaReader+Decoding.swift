import CGStreamer
import CLibAV
import Core
import Geometry

extension MediaReader {
  func pullFrame() async throws -> Frame? {
    while ready.isEmpty {
      guard let picture = try await pullPicture() else {
        ready = try standIns(before: nil)
        break
      }
      if isTooLate(picture) { continue }
      let missing = try standIns(before: picture)
      ready = missing + (try frame(of: picture, isFirst: false).map { [$0] } ?? [])
    }
    guard !ready.isEmpty else {
      times.finish()
      return nil
    }
    newest = ready.removeFirst()
    return newest
  }

  /// Frames for pictures that gave nothing, up to the next picture or the end: damaged ones, with the pixels of the last.
  private func standIns(before next: DecodedFrame?) throws -> [Frame] {
    guard let newest, !areTimesWrong else { return [] }
    let until = times.entry(next?.number)?.presentation
    guard next == nil || until != nil else { return [] }
    return try times.takeOverdue(before: until, reached: next?.reached ?? .max).map { packet in
      try frame(newest.buffer, newest.format, packet.entry, at: packet.time, isDamaged: true)
    }
  }

  /// Whether a frame stands already where a picture belongs, and the picture is damaged. Where it is not, the container's
  /// times are not those of display, and no frame may stand in by them.
  private func isTooLate(_ picture: DecodedFrame) -> Bool {
    guard let number = picture.number, let entry = times.overdue[number], let decoder else { return false }
    if picture.isDamaged || spread.isSpoilt(number, at: entry.presentation, by: decoder.damage.numbers) {
      return true
    }
    areTimesWrong = true
    times.restore(number)
    return false
  }

  /// The next decoded picture; reads on while the decoder has too little to do.
  func pullPicture() async throws -> DecodedFrame? {
    guard let decoder else { return nil }
    while true {
      try Task.checkCancellation()
      if let picture = decoder.tryPull() { return picture }
      // In this order: an error comes before the end that it makes.
      let isEnded = decoder.isEnded
      if let failure = decoder.watch.failure {
        throw UserError(reading: input.name, failure, missing: decoder.watch.missing)
      }
      if isEnded { return nil }
      if !isDemuxed, decoder.wantsPacket, try hasRoom() {
        try readPacket(into: decoder)
        continue
      }
      await decoder.event.wait()
    }
  }

  /// Whether packets may be read on, although those before were not taken yet.
  private func hasRoom() throws -> Bool {
    let waiting = tracks.reduce(0) { $0 + $1.waitingBytes }
    guard format == nil else { return waiting < Self.packetBytesWaiting }
    guard waiting < Self.packetBytesBefore else {
      throw UserError(
        .invalidInput, input.name, "has \(waiting >> 20) MiB of sound before its first picture",
        remedy: "interleave it first: ffmpeg -i IN -c copy OUT")
    }
    return true
  }

  func readPacket(into decoder: VideoDecoder) throws {
    guard let packet = try demuxer?.next() else {
      isDemuxed = true
      // An index is tens of megabytes for an hour.
      demuxer = nil
      decoder.end()
      for track in tracks { track.event.notify() }
      return
    }
    // What lies behind the last packet is not missing.
    gaps = demuxer?.gaps ?? 0
    guard !packet.isEncrypted else {
      throw UserError(
        .invalidInput, input.name, "is encrypted (track \(packet.stream))",
        remedy: "decrypt it with its key first: ffmpeg -decryption_key KEY -i IN -c copy OUT")
    }
    if packet.stream == video?.index {
      try decode(packet, decoder)
    } else if let place = trackOfStream[packet.stream] {
      let track = tracks[place]
      try track.add(packet, base: base, zero: zero, shift: &timeline, mayRestart: mayRestart)
    }
  }

  /// Whether times that start again are followed rather than refused.
  private var mayRestart: Bool { demuxer?.mayRestart == true }

  private func decode(_ packet: DemuxedPacket, _ decoder: VideoDecoder) throws {
    guard let video else { return }
    videoPackets += 1
    var entry = try entry(of: packet, in: video)
    if mayRestart, let decoding = entry.decoding {
      let shift = timeline.shift(
        of: video.index, decoding: decoding, duration: entry.duration, tolerance: .zero)
      entry.presentation = entry.presentation.map { $0 + shift }
      entry.decoding = decoding + shift
      entry.startsAnew = shift != videoShift
      videoShift = shift
    }
    let number = times.add(entry)
    spread.add(number, at: entry.presentation, isKey: packet.isKey)
    if packet.isKey { times.forgetOverdue(before: spread.oldest) }
    if packet.isCorrupt { decoder.damage.note(number) }
    decoder.push(packet, number: number)
  }

  private func entry(of packet: DemuxedPacket, in video: InputTrack) throws -> PresentationTimes.Entry {
    let fields = packet.pointer.pointee
    let entry = PresentationTimes.Entry(
      presentation: video.timeBase.time(fields.pts), decoding: video.timeBase.time(fields.dts),
      duration: fields.duration > 0 ? video.timeBase.time(fields.duration) : nil,
      isHidden: packet.isDiscarded, isDamaged: packet.isCorrupt, isKey: packet.isKey,
      isRecoveryPoint: format == nil && packet.isKey && RecoveryPoint.isOne(packet, video.parameters),
      isSecondField: secondFields?.isSecond(packet) == true,
      isOptional: packet.mayGiveNoPicture(video.parameters.id))
    if fields.pts != fv_av_no_pts(), entry.presentation == nil { throw absurd("a picture") }
    return entry
  }

  /// Whether a picture or any that it may be predicted from is damaged.
  private func isDamaged(_ picture: DecodedFrame, _ entry: PresentationTimes.Entry) -> Bool {
    guard let number = picture.number, let damage = decoder?.damage else { return true }
    if picture.isDamaged { damage.note(number) }
    return spread.isSpoilt(number, at: entry.presentation, by: damage.numbers)
      || spread.isSpoilt(number, at: entry.presentation, by: times.overdue.keys) || entry.isDamaged
  }

  /// The frame of a decoded picture; nil for one that is not shown.
  func frame(of picture: DecodedFrame, isFirst: Bool) throws -> Frame? {
    let (entry, time) = times.take(picture.number)
    if entry.isHidden { return nil }
    guard let buffer = picture.buffer, let caps = picture.caps, let format else {
      throw UserError(.internalFailure, input.name, "gave a frame without a format")
    }
    try accept(caps, format)
    guard let time else { throw withoutTimes }
    if isFirst { setZero(time - base) }
    return try frame(buffer, format, entry, at: time, isDamaged: isDamaged(picture, entry))
  }

  /// Puts a picture onto the time line.
  private func frame(
    _ buffer: UnsafeMutablePointer<GstBuffer>, _ format: FrameFormat, _ entry: PresentationTimes.Entry,
    at time: MediaTime, isDamaged: Bool
  ) throws -> Frame {
    let stepsBefore = clock.steps
    let shown = try clock.next(
      time - base - zero, duration: entry.duration, allowsSteps: options.allowsDamage, name: input.name)
    let startsAnew = entry.startsAnew || clock.steps > stepsBefore
    tally.add(shown, duration: entry.duration ?? MediaTime(nanoseconds: 1))
    return Frame(
      owning: fv_buffer_ref(buffer), time: shown, duration: entry.duration, format: format,
      isDamaged: isDamaged, startsAnew: startsAnew)
  }

  private var withoutTimes: UserError {
    UserError(
      .invalidInput, input.name,
      "does not say when a picture is shown, as streams without a container do not",
      remedy: "make a video of it whose rate you know: ffmpeg -r 30 -i IN -c:v libx264 -crf 12 OUT.mp4")
  }

  /// Packets that were read before the first frame count from it, too.
  func setZero(_ time: MediaTime) {
    zero = time
    for track in tracks { track.setZero(time) }
  }

  /// Refuses a change of size or pixels under way.
  private func accept(_ caps: UnsafeMutablePointer<GstCaps>, _ format: FrameFormat) throws {
    guard !format.isLike(caps) else {
      guard !format.hasShape(of: caps) else { return }
      throw UserError(
        .invalidInput, input.name, "changes the shape of its pixels under way, at \(tally.end ?? .zero)",
        remedy: "cut it where it changes and work on each part")
    }
    guard let video, let new = FrameFormat(caps: caps, track: video) else {
      throw UserError(.invalidInput, input.name, "decodes to a pixel format that cannot be worked on")
    }
    guard format.size == new.size, format.name == new.name else {
      throw UserError(
        .invalidInput, input.name,
        "changes from \(format.size.width)x\(format.size.height) \(format.name) to "
          + "\(new.size.width)x\(new.size.height) \(new.name) under way, at \(tally.end ?? .zero)",
        remedy: "cut it where it changes and work on each part")
    }
  }

  /// Where everything that was read ends, on the container's time line.
  var end: MediaTime {
    let ends = [tally.end] + tracks.map { $0.end }
    return (ends.compactMap { $0 }.max() ?? .zero) + zero
  }

  private func absurd(_ what: String) -> UserError {
    UserError(
      .invalidInput, input.name, "has \(what) with a time that no recording has",
      remedy: "it is damaged; repair it: ffmpeg -i IN -c copy OUT")
  }
}
