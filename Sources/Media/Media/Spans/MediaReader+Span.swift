import CLibAV
import Core
import Geometry
import MP4Parsing

extension MediaReader {
  /// The places at which the video can be divided, of what was read so far; empty unless asked for.
  public var foundCutPoints: [CutPoint] { cutPoints?.points ?? [] }

  /// The number of packets of the video that were read.
  public var videoPacketCount: Int { videoPackets }

  /// The PTS of the first displayed frame on the container's timeline in nanoseconds, from which the times of frames
  /// count.
  public var timeOrigin: Int64 { (base + zero).nanoseconds }

  /// Why the video cannot be divided; nil if nothing that was read forbids it. Where the timestamps of a frame, or its
  /// pixels, depend on what was lost before it, workers could not repeat them.
  public var divisionObstacle: String? {
    if timeline.restarts > 0 || clock.steps > 0 { return "its timestamps restart" }
    if gaps > 0 || times.missing > 0 || times.leading > 0 { return "parts of it cannot be read or decoded" }
    if times.hasOnlyDTS { return "its container states no presentation timestamps" }
    return nil
  }

  /// Opens one span of a video whose description is known, instead of the whole.
  ///
  /// In an MP4 with an index it seeks to the span. Other containers are read from their beginning, and what precedes the
  /// span is passed over undecoded.
  ///
  /// - Parameter origin: `timeOrigin` of the reader that described the video.
  public func open(_ span: ReadSpan, of description: MediaDescription, origin: Int64) throws {
    let index = try input.check()
    let demuxer = try Demuxer(input)
    self.demuxer = demuxer
    let found = try InputTracks(demuxer)
    guard let video = found.videos.first, found.videos.count == 1,
      found.carried.count == description.tracks.count, span.trackPackets.count == found.carried.count
    else { throw SpanProgress.changed(name) }
    self.video = video
    try carry(found.carried, hasEdits: index?.isFragmented == false)
    base = demuxer.allowsDiscontinuities ? demuxer.earliestTime ?? .zero : .zero
    zero = MediaTime(nanoseconds: origin) - base
    for track in tracks {
      track.setFirstFrameTime(zero)
      track.window =
        MediaTime(nanoseconds: span.times.lowerBound)..<MediaTime(nanoseconds: span.times.upperBound)
    }
    times = PresentationTimes(hasOnlyDTS: false, reorders: video.parameters.pointer.pointee.video_delay > 0)
    fieldPairs = FieldPairDetector(video.parameters)
    format = description.format
    var next: Int? = 0
    let isIndexed = demuxer.format.hasPrefix("mov") && index?.isFragmented != true
    if isIndexed, video.listed >= span.packets.upperBound, let start = span.start, let dts = start.dts {
      try demuxer.seek(to: dts, stream: video.index)
      next = nil
    }
    self.span = SpanProgress(span, next: next)
    _ = try startDecoder(video)
  }

  /// Checks that all of the span was read, and nothing else.
  public func checkSpan() throws {
    guard let span, span.isOver(tracks: tracks.map(\.placed)), divisionObstacle == nil,
      span.span.frames.map({ $0 == counters.count }) ?? true
    else { throw SpanProgress.changed(name) }
  }
}

extension Demuxer {
  /// Continues with the last key packet of a stream well before a DTS, and with those of other streams at that time.
  ///
  /// libavformat takes the time for a PTS and subtracts the smallest delay of the track from it, which may be negative; a
  /// second is more than that.
  func seek(to dts: Int64, stream: Int) throws {
    let second =
      TimeBase(streams[stream].pointee.time_base)?.ticks(MediaTime(nanoseconds: 1_000_000_000)) ?? 0
    guard av_seek_frame(context, Int32(stream), dts - second, AVSEEK_FLAG_BACKWARD) >= 0 else {
      throw SpanProgress.changed(name)
    }
  }
}
