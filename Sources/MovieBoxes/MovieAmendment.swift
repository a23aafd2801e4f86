public import Geometry

/// What a muxer's index (`moov`) does not say and a faithful copy must: where on the time line each track
/// starts, how much of it is shown, how the picture is turned, and that the media data lies further back.
///
/// GStreamer 1.22's mp4mux counts time from the first sample that it is given, knows no samples before time
/// zero (an AAC encoder's priming), writes no edit lists into fragmented files and no display matrix. This
/// rewrites those boxes and leaves all others as they are (ISO/IEC 14496-12, sections 8.2.2, 8.3.2, 8.6.6,
/// 8.7.5 and 8.8.2).
public struct MovieAmendment: Sendable {
  /// What to say about one track.
  public struct Track: Sendable {
    /// The presentation time of the first sample; negative for samples that are decoded but not shown.
    public var start: MediaTime
    /// How long the track is shown, from the later of `start` and 0; nil: to the end of its media.
    public var shown: MediaTime?
    /// The first sample's composition offset: presentation minus decoding time.
    public var compositionOffset: MediaTime
    /// How the picture is turned for display.
    public var orientation: Orientation

    /// Makes a track's amendment.
    public init(
      start: MediaTime, shown: MediaTime? = nil, compositionOffset: MediaTime = .zero,
      orientation: Orientation = .identity
    ) {
      self.start = start
      self.shown = shown
      self.compositionOffset = compositionOffset
      self.orientation = orientation
    }
  }

  /// By `track_ID`.
  public var tracks: [UInt32: Track]
  /// Bytes by which the media data lies further back than the muxer thought.
  public var mediaShift: UInt64
  /// The whole presentation's length, for a fragmented file, whose index comes before its samples.
  public var fragmentedDuration: MediaTime?

  /// Makes an amendment.
  public init(tracks: [UInt32: Track], mediaShift: UInt64, fragmentedDuration: MediaTime? = nil) {
    self.tracks = tracks
    self.mediaShift = mediaShift
    self.fragmentedDuration = fragmentedDuration
  }

  /// The amended index, or nil when `index` is not a well-formed `moov`.
  public func applied(to index: [UInt8]) -> [UInt8]? {
    guard var moov = MovieBox.list(index[...])?.first, moov.type == "moov",
      var header = moov["mvhd"].flatMap({ TimedHeader($0.bytes, kind: .movie) })
    else { return nil }
    var longest: UInt64 = 0
    for position in moov.children.indices where moov.children[position].type == "trak" {
      guard let shown = amend(&moov.children[position], movieTimescale: header.timescale) else { return nil }
      longest = max(longest, shown)
    }
    if let fragmentedDuration {
      longest = fragmentedDuration.ticks(header.timescale)
      moov["mvex"]?.children.removeAll { $0.type == "mehd" }
      moov["mvex"]?.children.insert(.fragmentedDuration(longest), at: 0)
    }
    header.duration = longest
    moov["mvhd"]?.bytes = header.bytes
    return moov.serialized()
  }

  /// The amended header of a fragment, of the same size, or nil when `fragment` is not a well-formed `moof`.
  ///
  /// The muxer counts each track's decode time (`tfdt`, section 8.8.12) from its own first sample; a track
  /// that starts late is moved to where it starts. `timescales` are those of `timescales(ofIndex:)`.
  public func applied(toFragment fragment: [UInt8], timescales: [UInt32: UInt32]) -> [UInt8]? {
    guard var moof = MovieBox.list(fragment[...])?.first, moof.type == "moof" else { return nil }
    for position in moof.children.indices where moof.children[position].type == "traf" {
      guard let identity = moof.children[position]["tfhd"]?.bytes.uint32(at: 4),
        let timescale = timescales[identity], let start = tracks[identity]?.start, start > .zero,
        var time = moof.children[position]["tfdt"]?.bytes, let version = time.first
      else { continue }
      let width = version == 1 ? 8 : 4
      guard let old = time.number(at: 4, count: width) else { return nil }
      let moved = old + start.ticks(timescale)
      guard width == 8 || moved <= UInt64(UInt32.max) else { return nil }
      time.set(number: moved, at: 4, count: width)
      moof.children[position]["tfdt"]?.bytes = time
    }
    return moof.serialized()
  }

  /// The timescale of each track of an index, by `track_ID`.
  public static func timescales(ofIndex index: [UInt8]) -> [UInt32: UInt32] {
    var timescales: [UInt32: UInt32] = [:]
    for trak in MovieBox.list(index[...])?.first?.children ?? [] where trak.type == "trak" {
      guard let header = trak["tkhd"].flatMap({ TimedHeader($0.bytes, kind: .track) }),
        let media = (trak["mdia"]?["mdhd"]).flatMap({ TimedHeader($0.bytes, kind: .media) })
      else { continue }
      timescales[header.trackID] = media.timescale
    }
    return timescales
  }

  /// Amends one `trak`; returns the time it is shown to, in the movie's timescale.
  private func amend(_ trak: inout MovieBox, movieTimescale: UInt32) -> UInt64? {
    guard let mdhd = trak["mdia"]?["mdhd"], let media = TimedHeader(mdhd.bytes, kind: .media),
      var header = trak["tkhd"].flatMap({ TimedHeader($0.bytes, kind: .track) })
    else { return nil }
    shiftChunks(&trak)
    let isFragmented = fragmentedDuration != nil
    // A fragmented file's index is written twice where one can seek, and must keep its size.
    guard let track = tracks[header.trackID] ?? (isFragmented ? Track(start: .zero) : nil) else {
      return header.duration
    }
    let edits = EditList(
      track: track, media: media, movieTimescale: movieTimescale, isFragmented: isFragmented)
    trak["edts"] = nil
    trak.children.insert(MovieBox(type: "edts", content: .children([edits.box])), at: 1)
    header.duration = edits.duration
    if track.orientation != .identity { header.setMatrix(track.orientation) }
    trak["tkhd"]?.bytes = header.bytes
    return edits.duration
  }

  /// Moves the chunk offsets; 32-bit ones become 64-bit when they no longer fit.
  private func shiftChunks(_ trak: inout MovieBox) {
    guard mediaShift > 0, var table = trak["mdia"]?["minf"]?["stbl"] else { return }
    for position in table.children.indices {
      let type = table.children[position].type
      guard type == "stco" || type == "co64" else { continue }
      let bytes = table.children[position].bytes
      let width = type == "stco" ? 4 : 8
      let offsets = stride(from: 8, to: bytes.count, by: width).compactMap {
        bytes.number(at: $0, count: width).map { $0 + mediaShift }
      }
      let fits = offsets.allSatisfy { $0 <= UInt64(UInt32.max) }
      var shifted = Array(bytes.prefix(8))
      for offset in offsets { shifted.append(number: offset, count: fits ? 4 : 8) }
      table.children[position] = MovieBox(type: fits ? "stco" : "co64", content: .bytes(shifted))
    }
    trak["mdia"]?["minf"]?["stbl"] = table
  }
}

extension MediaTime {
  /// This time in ticks, rounded to the nearest; 0 for negative times.
  func ticks(_ timescale: UInt32) -> UInt64 {
    let (high, low) = UInt64(max(0, nanoseconds)).multipliedFullWidth(by: UInt64(timescale))
    let (quotient, remainder) = UInt64(1_000_000_000).dividingFullWidth((high, low))
    return quotient + (remainder >= 500_000_000 ? 1 : 0)
  }
}

extension MovieBox {
  /// `mehd`, version 1: the duration of all fragments.
  fileprivate static func fragmentedDuration(_ ticks: UInt64) -> MovieBox {
    var bytes: [UInt8] = [1, 0, 0, 0]
    bytes.append(number: ticks, count: 8)
    return MovieBox(type: "mehd", content: .bytes(bytes))
  }
}
