import CLibAV
import Core
import Geometry

// Groups of pictures in which nothing is changed are copied. Frames of a group wait until its end or its first changed frame,
// all but the newest few without their pixels; in the latter case the group is copied up to the last place before it where
// both display and decoding order can be cut, and the frames from there on are encoded: they are decoded once more if any of
// them has lost its pixels. Where an earlier output may have the same changes, these wait until the end.
extension MediaWriter {
  /// Lets the next frame wait with its group, or encodes it.
  ///
  /// - Parameter number: the number of frames before it.
  func place(_ frame: Frame, _ change: FrameChange?, number: Int) async throws {
    if copying != nil { try await startCopying(with: frame) }
    guard copying != nil, let place = frame.coded else {
      frame.coded?.group.release()
      try await settle()
      return try await encode(frame, change, number: number)
    }
    if let waiting = copying?.waiting, waiting.group !== place.group { try await settle() }
    if change != nil { try await copyLeading() }
    if copying?.encoded !== place.group, mustEncode(place.group, change, number: number) {
      try await encodeWaiting(because: place.group.reason, ReuseObstacle.absent)
      copying?.encoded = place.group
      place.group.release()
    }
    if copying?.encoded === place.group {
      copying?.note([change], encodedBecause: place.group.reason)
      return try await encode(frame, change, number: number)
    }
    if copying?.waiting == nil { copying?.waiting = .init(group: place.group, firstFrame: number) }
    copying?.waiting?.append(frame, place, change)
  }

  /// Whether a group cannot be copied, as far as its frames up to this one tell.
  private func mustEncode(_ group: CodedGroup, _ change: FrameChange?, number: Int) -> Bool {
    guard group.obstacle == nil else { return true }
    guard change != nil else { return false }
    return copying?.earlier?.hasGroup(at: copying?.waiting?.firstFrame ?? number) != true
  }

  /// Copies the waiting group if it is whole, or encodes its frames.
  func settle() async throws {
    guard let waiting = copying?.waiting else { return }
    let pictures = waiting.group.pictures
    let redaction = waiting.redaction
    if let obstacle = waiting.obstacle(pictures) {
      return try await encodeWaiting(because: obstacle, obstacle.rawValue)
    }
    guard !redaction.isChanged else { return try await reuse(waiting, redaction) }
    // The last DTS before the group is known once the encoder has output its last frame.
    try await endEncoding()
    if let obstacle = conflict(with: waiting, pictures) {
      return try await encodeWaiting(because: obstacle, obstacle.rawValue)
    }
    copying?.waiting = nil
    try await copy(waiting, pictures)
    waiting.group.release()
  }

  /// Copies the beginning of the waiting group before its first changed frame.
  private func copyLeading() async throws {
    guard let waiting = copying?.waiting, waiting.isUnchanged, waiting.leading >= Self.fewestLeading,
      waiting.group.obstacle == nil
    else { return }
    let pictures = Array(waiting.group.pictures.prefix(waiting.leading))
    try await endEncoding()
    guard conflict(with: waiting, pictures) == nil, let leading = copying?.waiting?.takeLeading() else {
      return
    }
    try await copy(leading, pictures)
  }

  /// An encoder that is started anew, and the pictures that are decoded for the comparison at its beginning, cost about as much
  /// as this many frames.
  private static let fewestLeading = 8

  /// Whether the DTS of a group do not follow those before it.
  private func conflict(with waiting: GroupCopying.Waiting, _ pictures: [CodedGroup.Picture]) -> CopyObstacle?
  {
    guard let video, let lastDTS, let first = decodingTick(of: 0, waiting, pictures, video) else {
      return nil
    }
    return first > lastDTS ? nil : .times
  }

  /// Checks what was encoded since the last copied group.
  ///
  /// - Parameter pictures: those of the group that is copied next; none at the end.
  func checkSeam(before pictures: [CodedGroup.Picture]) async throws {
    guard let copying, let video else { return }
    var seam = copying.seam
    let after = try pictures.prefix(SeamCheck.depth).map {
      SeamCheck.Copied(muxed: try copying.packet(of: $0), source: $0.packet)
    }
    try await seam.end(before: after, of: description, written: video.parameters, name: sink.name)
    self.copying?.seam = seam
  }

  /// The tick of the DTS of a picture, as far before its PTS as in the input.
  private func decodingTick(
    of index: Int, _ waiting: GroupCopying.Waiting, _ pictures: [CodedGroup.Picture], _ video: OutputTrack
  ) -> Int64? {
    guard let frame = waiting.frames.first(where: { $0.place.index == index }) else { return nil }
    let delay = pictures[index].pts - pictures[index].dts
    return video.timeBase.ticks(frame.time + origin - delay)
  }

  /// The tick and the duration of a copied frame.
  func shownTicks(of frame: GroupCopying.WaitingFrame, _ video: OutputTrack, _ muxer: Muxer) -> (
    Int64, MediaTime?
  ) {
    display.tick(copying: frame.time, duration: frame.duration) { time in
      muxer.tick(time + origin, track: video.number)
    }
  }

  /// Muxes the packets of a group, or of its beginning.
  private func copy(_ waiting: GroupCopying.Waiting, _ pictures: [CodedGroup.Picture]) async throws {
    copying?.reused.end()
    try await checkSeam(before: pictures)
    guard let muxer, let video, let copying else { return }
    var placed: [Int: (frame: GroupCopying.WaitingFrame, tick: Int64, duration: MediaTime?)] = [:]
    for frame in waiting.frames {
      let (tick, duration) = shownTicks(of: frame, video, muxer)
      placed[frame.place.index] = (frame, tick, duration)
    }
    for (index, picture) in pictures.enumerated() {
      guard let (frame, tick, duration) = placed[index] else { continue }
      let packet = try copying.packet(of: picture)
      // Sync samples are IDR pictures; libavformat's parser also marks recovery points.
      packet.isKey = index == 0
      if picture.hasUserData { self.copying?.withoutUserData += 1 }
      self.copying?.copied.add(packet, at: frame.time, duration: frame.duration)
      let dts = video.timeBase.ticks(frame.time + origin - (picture.pts - picture.dts))
      try write(packet, at: (tick, min(dts, tick), duration), track: video, by: muxer)
    }
  }

  /// Encodes the waiting frames.
  func encodeWaiting(because reason: CopyObstacle, _ reuseObstacle: String) async throws {
    copying?.reuseObstacle = reuseObstacle
    guard let waiting = copying?.waiting else { return }
    copying?.note(waiting.frames.map(\.change), encodedBecause: reason)
    copying?.waiting = nil
    copying?.encoded = waiting.group
    defer { waiting.group.release() }
    let kept = waiting.frames.compactMap(\.frame)
    guard kept.count == waiting.frames.count else { return try await decodeAgain(waiting) }
    for (index, frame) in kept.enumerated() {
      try await encode(frame, waiting.frames[index].change, number: waiting.firstFrame + index)
    }
  }

  /// Decodes waiting frames once more, and encodes them.
  private func decodeAgain(_ waiting: GroupCopying.Waiting) async throws {
    let decoder = try GroupDecoder(
      waiting.group.pictures.map(\.packet), description.video.parameters, name: sink.name)
    for _ in 0..<waiting.start { _ = try await decoder.frame() }
    for (index, frame) in waiting.frames.enumerated() {
      guard let (decoded, place) = try await decoder.frame(), place == frame.place.index,
        let same = Frame(
          decoded, at: frame.time, duration: frame.duration, format: description.format, coded: frame.place)
      else { throw GroupDecoder.failure(sink.name) }
      var change = frame.change
      change?.isMade = false
      try await encode(same, change, number: waiting.firstFrame + index)
    }
  }

  /// Ends the encoder's stream before a copied group; the next encoded frame begins a new one.
  func endEncoding() async throws {
    guard copying?.isEncoding == true else { return }
    encoder.end()
    try await drainToEnd()
    encoder.stop()
    copying?.isEncoding = false
    copying?.redacted.finish()
  }

  /// Starts an encoder for the frames after a copied group, the first of which becomes an IDR picture.
  func beginEncoding() throws {
    guard copying?.isEncoding == false else { return }
    copying?.isEncoding = true
    copying?.endSpans()
    guard encoder.isEnded else { return }
    encoder = try newEncoder()
  }

  private func newEncoder() throws -> VideoEncoder {
    let encoder = try VideoEncoder(
      profile: profile, format: description.format, parameterSetNumber: copying?.number)
    guard encoder.start() else {
      throw UserError(.configuration, sink.name, "the profile's elements cannot be started")
    }
    return encoder
  }

  /// Writes the header with the parameter sets of the input and the encoder. For those the first frame is encoded on its
  /// own: the encoder that writes the output may start much later.
  private func startCopying(with frame: Frame) async throws {
    guard muxer == nil else { return }
    // A DTS before zero would wrap around in a transport stream.
    if plan.specification.isTransport, let first = frame.coded?.group.pictures.first {
      origin = max(origin, first.pts - first.dts)
    }
    guard try encoder.push(frame.pixels, at: .zero, duration: frame.duration) else { throw noTrial }
    encoder.end()
    while true {
      if let encoded = encoder.tryPull() {
        try begin(with: encoded)
        break
      }
      try check()
      guard !encoder.isEnded else { throw noTrial }
      await encoder.event.wait()
    }
    encoder.stop()
    if copying == nil { encoder = try newEncoder() }
  }

  private var noTrial: UserError {
    UserError(.internalFailure, sink.name, "the encoder does not encode the first frame")
  }

  /// The codec parameters of the output with the parameter sets of the input added; nil if nothing is copied.
  func mergeParameterSets(of parameters: CodecParameters, _ encoded: EncodedFrame) throws -> CodecParameters?
  {
    guard var copying else { return nil }
    do {
      let record = try copying.merge(parameters.extradata, headers: encoded.headers)
      if let earlier = copying.earlier, earlier.extradata != record { throw CopyRefusal.earlierHeader }
      self.copying = copying
      return try CodecParameters(parameters.pointer) { $0.setExtradata(record) }
    } catch let refusal as CopyRefusal {
      guard untouched == .auto, copying.earlier == nil else { throw refusal.asError(description, sink) }
      (self.copying, self.refusal) = (nil, refusal)
      return nil
    }
  }
}
