import CGStreamer
import CLibAV
import Core
import Geometry
import MP4Parsing

extension MediaReader {
  func openNow() async throws -> MediaDescription {
    let index = try input.check()
    let demuxer = try Demuxer(input)
    self.demuxer = demuxer
    let found = try InputTracks(demuxer)
    let video = try onlyVideo(found, demuxer)
    self.video = video
    let orientation = try orientation(of: video, demuxer)
    try checkSize(video)
    try carry(found.carried, hasEdits: index?.isFragmented == false)
    base = demuxer.allowsDiscontinuities ? demuxer.earliestTime ?? .zero : .zero
    times = PresentationTimes(
      hasOnlyDTS: demuxer.format == "avi", reorders: video.parameters.pointer.pointee.video_delay > 0)
    fieldPairs = FieldPairDetector(video.parameters)
    if options.keepsGroups { groups = GroupSplitter(video) }
    if options.findsCutPoints { cutPoints = CutPointFinder(video) }
    let decoder = try startDecoder(video)
    let (frame, mastering) = try await firstDecoded(video)
    (ready, lastDecoded) = ([frame], frame)
    try readHeaders()
    // From a pipe libavformat knows only the first fragment, and reports its duration as that of the whole.
    duration = index?.isFragmented == true && input.size == nil ? index?.length : demuxer.duration
    return MediaDescription(
      format: frame.format, orientation: orientation, tracks: tracks.map { .init(input: $0.track) },
      duration: duration, start: zero, sampleCounts: ([video] + found.carried).map(\.listed),
      decoder: decoder.element, container: demuxer.format, droppedStreams: found.droppedStreams, video: video,
      metadata: demuxer.metadata, chapters: demuxer.chapters,
      mastering: mastering)
  }

  private func orientation(of video: InputTrack, _ demuxer: Demuxer) throws -> Orientation {
    guard let orientation = video.orientation else {
      throw UserError(
        .invalidInput, input.name, "is rotated by an angle that is not a multiple of 90 degrees",
        remedy: "rotate it first: ffmpeg -i IN -c:a copy OUT")
    }
    return orientation
  }

  private func checkSize(_ video: InputTrack) throws {
    let size = video.parameters.pointer.pointee
    guard size.width <= 0 || FrameLimits.video.allow(width: Int(size.width), height: Int(size.height)) else {
      throw UserError(
        .invalidInput, input.name,
        "has frames of \(size.width)x\(size.height); the limit is \(FrameLimits.video)",
        remedy: "scale it down first, or check whether it is damaged: ffprobe IN")
    }
  }

  func carry(_ carried: [InputTrack], hasEdits: Bool) throws {
    for (place, track) in carried.enumerated() {
      try refuseUnknown(track)
      tracks.append(try TrackReader(track, hasEdits: hasEdits, allowsDamage: options.allowsDamage))
      trackOfStream[track.index] = place
    }
  }

  func startDecoder(_ video: InputTrack) throws -> VideoDecoder {
    let decoder = try VideoDecoder(video.parameters, threads: options.decodeThreads, name: input.name)
    self.decoder = decoder
    try decoder.start()
    return decoder
  }

  /// Reads up to the first packets of tracks whose codec headers they contain: a muxer needs them for its
  /// header.
  private func readHeaders() throws {
    var packets = 0
    while !isDemuxed, packets < Self.headerSearchLimit, tracks.contains(where: \.lacksHeaders) {
      try readPacket()
      packets += 1
    }
  }

  private func onlyVideo(_ found: InputTracks, _ demuxer: Demuxer) throws -> InputTrack {
    if let image = ImageFormat(demuxer.format) { throw image.refusal(input.name) }
    guard let video = found.videos.first else {
      throw UserError(
        .invalidInput, input.name, "has no video track", remedy: "use a file with a video track")
    }
    guard found.videos.count == 1 else {
      throw UserError(
        .invalidInput, input.name, "has \(found.videos.count) video tracks; only one is supported",
        remedy: "select one, for example: ffmpeg -i INPUT -map 0:v:0 -map 0:a? -c copy ONE.mp4")
    }
    return video
  }

  /// Throws for a track that can be neither copied nor silently dropped: its codec is unknown, or its
  /// parameters are incomplete.
  private func refuseUnknown(_ track: InputTrack) throws {
    guard track.parameters.isKnown else { throw cannotCopy(track) }
    // Without channel count and sample rate the sample size of PCM audio is undefined.
    guard !track.parameters.isPCM || track.parameters.hasSampleLayout else {
      throw UserError(
        .invalidInput, input.name,
        "does not state the channel count or sample rate of track \(track.index) (\(track.codecName))",
        remedy: "it is damaged; exclude the track: ffmpeg -i IN -map 0 -map -0:\(track.index) -c copy OUT")
    }
  }

  private func cannotCopy(_ track: InputTrack) -> UserError {
    UserError(
      .invalidInput, input.name,
      "its \(track.kind.rawValue) track (number \(track.index)) has a codec that cannot be copied (\(track.codecName))",
      remedy: "exclude it first: ffmpeg -i IN -map 0 -map -0:\(track.index) -c copy OUT")
  }

  /// The first frame that is presented. Frames before it, outside the edit list, are freed one by one.
  private func firstDecoded(_ video: InputTrack) async throws -> (Frame, HDRMetadata) {
    while let decoded = try await pullDecodedFrame(), let caps = decoded.caps {
      if format == nil {
        guard let format = FrameFormat(caps: caps, track: video) else {
          throw UserError(.invalidInput, input.name, "decodes to an unsupported pixel format")
        }
        self.format = format
      }
      if let frame = try frame(of: decoded, isFirst: true) {
        return (frame, HDRMetadata(video, decoded: caps))
      }
    }
    throw UserError(
      .invalidInput, input.name, "has a video track of which no frame can be decoded",
      remedy: "the file is damaged or incomplete; use the original")
  }
}
