public import Geometry

/// What the parser reads from the index (`moov`) of an MP4 or QuickTime file. It jumps from header to header, so
/// that sample tables are never loaded (ISO/IEC 14496-12, sections 8.2 to 8.7).
///
/// Nothing in this module writes an index: `Muxer` in Media does, with libavformat.
public struct MovieIndex: Equatable, Sendable {
  public struct Track: Equatable, Sendable {
    public enum Kind: Sendable { case video, audio, other }
    /// The media type, from the handler box (`hdlr`).
    public var kind: Kind
    /// Samples in the index, from `stsz`; 0 in a fragmented file.
    public var sampleCount: UInt32
    /// The coded frame size, from the first sample entry; nil for tracks other than video.
    public var frameSize: FrameSize?
  }

  /// The tracks in file order.
  public var tracks: [Track]
  /// The movie header (`mvhd`); nil where it is missing or malformed.
  public var header: Header?
  /// Whether samples may follow in fragments (`mvex`).
  public var isFragmented: Bool
  /// The duration of all fragments in ticks of the movie timescale, from `mehd`; 0 where the file does not
  /// state it.
  public var fragmentsDuration: UInt64 = 0

  /// The movie's duration; nil where the file does not state it, or states one beyond `MediaTime.longest`.
  public var length: MediaTime? {
    guard let header else { return nil }
    let ticks = Int64(clamping: isFragmented ? fragmentsDuration : header.duration)
    let length = MediaTime(ticks: ticks, numerator: 1, denominator: Int64(header.timescale))
    return length == .zero ? nil : length
  }

  /// Reads `count` bytes at `offset` of a file; fewer at the end of the file.
  public typealias Reader = (_ offset: UInt64, _ count: Int) -> [UInt8]

  /// Parses the payload of the `moov` box at `range`.
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
  /// The timescale and duration of the movie header (ISO/IEC 14496-12, section 8.2.2).
  public struct Header: Equatable, Sendable {
    /// Ticks per second.
    public var timescale: UInt32
    /// The duration in ticks; 0 where the file does not state it.
    public var duration: UInt64

    fileprivate init?(range: Range<UInt64>, read: Reader) {
      let bytes = read(range.lowerBound, 32)
      guard let version = bytes.first, version <= 1, bytes.count >= 20 else { return nil }
      let (position, width) = version == 1 ? (24, 8) : (16, 4)
      guard let timescale = bytes.uint32(at: position - 4), timescale > 0,
        let duration = bytes.number(at: position, count: width)
      else { return nil }
      self.timescale = timescale
      self.duration = duration == UInt64.max >> UInt64(64 - 8 * width) ? 0 : duration
    }
  }
}

extension MovieIndex.Track {
  /// The required parent of each container box. Only these are descended into, so that a file cannot choose
  /// the recursion depth.
  private static let parents: [FourCC: FourCC] = [
    "mdia": "trak", "minf": "mdia", "stbl": "minf",
  ]

  fileprivate init(range: Range<UInt64>, _ read: MovieIndex.Reader, _ budget: inout Int) {
    self.init(kind: .other, sampleCount: 0)
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
      // QuickTime also has a data handler reference (`minf/hdlr`), which is not a media handler.
      case "hdlr" where kind == .other: kind = Kind(handler: read(start, 12).uint32(at: 8))
      case "stsd" where kind == .video: frameSize = FrameSize(sampleDescription: read(start, 44))
      case "stsz": sampleCount = read(start, 12).uint32(at: 8) ?? 0
      default: break
      }
    }
  }
}

extension FrameSize {
  /// The frame size in the first VisualSampleEntry of an `stsd` payload (ISO/IEC 14496-12, section 12.1.3).
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
