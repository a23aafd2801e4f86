public import Geometry

/// What the index (`moov`) of an MP4 or QuickTime file says, as far as Frameveil needs it: read by jumping
/// from header to header, so that sample tables are never loaded (ISO/IEC 14496-12, sections 8.2 to 8.7).
public struct MovieIndex: Equatable, Sendable {
  /// One track of the movie.
  public struct Track: Equatable, Sendable {
    /// What the track carries.
    public enum Kind: Sendable { case video, audio, other }
    /// What the track carries, from its `hdlr`.
    public var kind: Kind
    /// Ticks per second of the track's own times, from `mdhd`.
    public var timescale: UInt32
    /// Samples in the index, from `stsz`; 0 in a fragmented file.
    public var sampleCount: UInt32
    /// The track's number, from `tkhd`.
    public var identity: UInt32
    /// The coded pictures' size, from its first sample entry; nil where it carries none.
    public var pictureSize: PictureSize?
    /// Its media's length in its own ticks, from `mdhd`.
    var duration: UInt64
    /// The composition offset of the first sample in its own ticks, from `ctts`.
    var firstOffset: UInt64
    /// What its edit list shows.
    var edits: Edits

    /// What an edit list (`elst`) shows of a track.
    enum Edits: Equatable, Sendable {
      /// There is none.
      case none
      /// One stretch: from a time of the media, for a length in the movie's ticks.
      case one(start: UInt64, length: UInt64)
      /// Several stretches, or a list that cannot be read.
      case several
    }
  }

  /// The tracks in file order.
  public var tracks: [Track]
  /// The movie's header, where it is well-formed.
  public var header: Header?
  /// Whether samples may follow in fragments (`mvex`).
  public var isFragmented: Bool
  /// The length of all fragments in the movie's ticks, from `mehd`; 0 where the file does not say.
  public var fragmentsDuration: UInt64 = 0
  /// Samples that fragments hold, by track number.
  public var fragmentSamples = FragmentTally()

  /// The movie's length, or nil where the file does not say, or says what cannot be.
  public var length: MediaTime? {
    guard let header else { return nil }
    let ticks = Int64(clamping: isFragmented ? fragmentsDuration : header.duration)
    let length = MediaTime(ticks: ticks, numerator: 1, denominator: Int64(header.timescale))
    return length == .zero ? nil : length
  }

  /// How many pictures a reader must get, or nil where edits or several video tracks leave that open.
  public var pictureCount: Int? {
    let videos = tracks.filter { $0.kind == .video }
    guard videos.count == 1, let video = videos.first, showsAll(of: video) else { return nil }
    return Int(video.sampleCount) + fragmentSamples.samples[video.identity, default: 0]
  }

  /// Whether a track's edits leave no sample out: a cut made without encoding again hides the pictures before
  /// its first one. What a fragmented file's samples begin with is not in its index.
  private func showsAll(of track: Track) -> Bool {
    switch track.edits {
    case .none: return true
    case .several: return false
    case .one where isFragmented: return true
    case .one(let start, let length):
      guard start <= track.firstOffset, let header, track.timescale > 0 else { return false }
      let shown = Double(length) / Double(header.timescale)
      let whole = Double(track.duration) / Double(track.timescale)
      return shown > whole * (1 - 1 / Double(max(1, track.sampleCount)))
    }
  }

  /// Reads `count` bytes at `offset` of a file; fewer at its end.
  public typealias Reader = (_ offset: UInt64, _ count: Int) -> [UInt8]

  /// Reads the index that lies at `range`.
  init(range: Range<UInt64>, read: Reader) {
    tracks = []
    isFragmented = false
    var budget = MovieLimits.indexBoxes
    var boxes = BoxCursor(range)
    while let box = boxes.next(read, &budget) {
      switch box.type {
      case "trak" where tracks.count < MovieLimits.tracks:
        tracks.append(Track(range: box.payload, read, &budget))
      case "mvex":
        isFragmented = true
        var inside = BoxCursor(box.payload)
        while let inner = inside.next(read, &budget) {
          guard inner.type == "mehd" else { continue }
          let bytes = read(inner.payload.lowerBound, 12)
          fragmentsDuration = bytes.number(at: 4, count: bytes.first == 1 ? 8 : 4) ?? 0
        }
      case "mvhd": header = Header(range: box.payload, read: read)
      default: break
      }
    }
  }
}

extension MovieIndex {
  /// The movie's length, and where it is written.
  public struct Header: Equatable, Sendable {
    /// Ticks per second.
    public var timescale: UInt32
    /// The length in ticks; 0 where the file does not say.
    public var duration: UInt64
    /// Where the length stands in the file.
    public var durationField: Range<UInt64>

    fileprivate init?(range: Range<UInt64>, read: Reader) {
      let bytes = read(range.lowerBound, 32)
      guard let version = bytes.first, version <= 1, bytes.count >= 20 else { return nil }
      let (position, width) = version == 1 ? (24, 8) : (16, 4)
      guard let timescale = bytes.uint32(at: position - 4), timescale > 0,
        let duration = bytes.number(at: position, count: width)
      else { return nil }
      self.timescale = timescale
      self.duration = duration == UInt64.max >> UInt64(64 - 8 * width) ? 0 : duration
      durationField = range.lowerBound + UInt64(position)..<range.lowerBound + UInt64(position + width)
    }
  }
}

extension MovieIndex.Track {
  /// The box that each box may lie in: these alone are gone into, so that no file makes the depth.
  private static let parents: [FourCC: FourCC] = [
    "mdia": "trak", "edts": "trak", "minf": "mdia", "stbl": "minf",
  ]

  fileprivate init(range: Range<UInt64>, _ read: MovieIndex.Reader, _ budget: inout Int) {
    self.init(
      kind: .other, timescale: 0, sampleCount: 0, identity: 0, duration: 0, firstOffset: 0, edits: .none)
    visit("trak", range, read, &budget)
  }

  private mutating func visit(
    _ parent: FourCC, _ range: Range<UInt64>, _ read: MovieIndex.Reader, _ budget: inout Int
  ) {
    var boxes = BoxCursor(range)
    while let box = boxes.next(read, &budget) {
      let start = box.payload.lowerBound
      switch box.type {
      case let type where Self.parents[type] == parent: visit(type, box.payload, read, &budget)
      case "tkhd":
        let bytes = read(start, 24)
        identity = bytes.uint32(at: bytes.first == 1 ? 20 : 12) ?? 0
      case "elst": edits = Edits(read(start, 64))
      case "ctts": firstOffset = read(start, 16).number(at: 12, count: 4) ?? 0
      case "mdhd":
        let bytes = read(start, 32)
        let isLong = bytes.first == 1
        timescale = bytes.uint32(at: isLong ? 20 : 12) ?? 0
        duration = bytes.number(at: isLong ? 24 : 16, count: isLong ? 8 : 4) ?? 0
      // QuickTime's data handler reference (`minf/hdlr`) is a handler too, but not a media handler.
      case "hdlr" where kind == .other: kind = Kind(handler: read(start, 12).uint32(at: 8))
      case "stsd" where kind == .video: pictureSize = PictureSize(sampleDescription: read(start, 44))
      case "stsz": sampleCount = read(start, 12).uint32(at: 8) ?? 0
      default: break
      }
    }
  }
}

extension MovieIndex.Track.Edits {
  /// Reads an `elst`'s payload; an empty edit before the media only says when it starts.
  fileprivate init(_ bytes: [UInt8]) {
    let width = bytes.first == 1 ? 8 : 4
    self = .none
    guard let count = bytes.uint32(at: 4), count <= 2 else {
      self = .several
      return
    }
    for index in 0..<Int(count) {
      let entry = 8 + index * (2 * width + 4)
      guard let length = bytes.number(at: entry, count: width),
        let start = bytes.number(at: entry + width, count: width), self == .none || start.isEmptyEdit(width)
      else {
        self = .several
        return
      }
      if !start.isEmptyEdit(width) { self = .one(start: start, length: length) }
    }
  }
}

extension UInt64 {
  /// Whether a media time of so many bytes is -1.
  fileprivate func isEmptyEdit(_ width: Int) -> Bool { self == UInt64.max >> UInt64(64 - 8 * width) }
}

extension PictureSize {
  /// The size in the first VisualSampleEntry of an `stsd`'s payload (ISO/IEC 14496-12, section 12.1.3).
  fileprivate init?(sampleDescription bytes: [UInt8]) {
    guard let width = bytes.number(at: 40, count: 2), let height = bytes.number(at: 42, count: 2), width > 0,
      height > 0
    else { return nil }
    self.init(width: Int(width), height: Int(height))
  }
}

extension MovieIndex.Track.Kind {
  fileprivate init(handler: UInt32?) {
    switch handler.map(FourCC.init(rawValue:)) {
    case "vide": self = .video
    case "soun": self = .audio
    default: self = .other
    }
  }
}
