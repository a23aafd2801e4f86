public import Media

/// How a video is divided into spans that workers redact and encode apart from each other: the document that
/// `frameveil plan` writes. docs/plan.schema.json describes it.
public struct VideoPlan: Sendable, Codable {
  /// What tells the input from others.
  public struct Input: Sendable, Codable, Equatable {
    public var name: String
    public var bytes: UInt64
    /// Of a local file, in hexadecimal digits.
    public var sha256: String?
    /// Of a remote object.
    public var etag: String?

    public init(name: String, bytes: UInt64, sha256: String? = nil, etag: String? = nil) {
      (self.name, self.bytes, self.sha256, self.etag) = (name, bytes, sha256, etag)
    }
  }

  /// The encoding profile as it was when the plan was made.
  public struct Profile: Sendable, Codable, Equatable {
    public var name: String
    public var encode: String
    public var encodeDeep: String?
    public var mux: String
    public var oddSizeFormat: String?
  }

  /// The file of the masks of all frames, a `CoverTable`.
  public struct Covers: Sendable, Codable, Equatable {
    /// The name of the file, which lies beside the plan.
    public var file: String
    public var bytes: Int
  }

  public struct Span: Sendable, Codable, Equatable {
    /// The first packet of the video in decoding order, from 0, and their number.
    public var firstPacket: Int
    public var packets: Int
    /// The first frame in display order, from 0, and their number.
    public var firstFrame: Int
    public var frames: Int
    /// The PTS of its first frame in nanoseconds from the first frame of the video.
    public var start: Int64
    /// The DTS of its first packet, in ticks of the input's video track; absent where the container states none.
    public var dts: Int64?
    /// The number of packets of the other tracks that belong to it, by track of the input.
    public var trackPackets: [Int]
    /// Where the masks of its frames are in the file of masks, and SHA-256 of these bytes.
    public var coversOffset: Int
    public var coversBytes: Int
    public var coversSHA256: String
  }

  public static let format = "frameveil-plan"
  public static let version = 1

  public var format = Self.format
  public var version = Self.version
  public var input: Input
  /// The versions of the program and of its libraries.
  public var versions: [String: String]
  /// The options that decide what is redacted and how, by their names without dashes, as given; flags have no texts.
  public var options: [String: [String]]
  public var profile: Profile
  /// The PTS of the first displayed frame on the container's timeline in nanoseconds.
  public var origin: Int64
  /// What was read of the input: the frames, and the packets of the tracks that are copied.
  public var read: ReadCounters
  public var covers: Covers
  public var spans: [Span]
}

extension VideoPlan.Profile {
  init(_ profile: EncodeProfile) {
    (name, encode, encodeDeep) = (profile.name, profile.encode, profile.highBitDepthEncode)
    (mux, oddSizeFormat) = (profile.mux, profile.oddSizeFormat)
  }

  /// The profile for the encoder.
  public func parsed() throws -> EncodeProfile {
    let lines = [
      "encode: \(encode)", encodeDeep.map { "encode-deep: \($0)" }, "mux: \(mux)",
      oddSizeFormat.map { "odd-size-format: \($0)" },
    ]
    return try EncodeProfile(name: name, text: lines.compactMap(\.self).joined(separator: "\n"))
  }
}

extension VideoPlan {
  /// Whether the spans follow each other without gaps, and all numbers are possible.
  public var isConsistent: Bool {
    var (packet, frame, start) = (0, 0, -Self.largest)
    for span in spans {
      guard span.firstPacket == packet, span.firstFrame == frame, span.start > start,
        span.trackPackets.count == spans[0].trackPackets.count
      else { return false }
      let counts = [span.packets, span.frames, span.coversOffset, span.coversBytes] + span.trackPackets
      guard span.packets > 0, span.frames > 0, span.start < Self.largest,
        counts.allSatisfy({ (0...Int(Self.largest)).contains($0) })
      else { return false }
      (packet, frame, start) = (packet + span.packets, frame + span.frames, span.start)
      guard packet <= Self.largest, frame <= Self.largest else { return false }
    }
    return !spans.isEmpty && frame == read.video.count && (-Self.largest...Self.largest).contains(origin)
  }

  /// 2^60: as nanoseconds, 36 years.
  private static let largest = Int64(1) << 60

  /// What the worker of a span reads.
  public func readSpan(_ number: Int) -> ReadSpan {
    let span = spans[number]
    let end = number + 1 < spans.count ? spans[number + 1].start : Int64.max
    return ReadSpan(
      packets: span.firstPacket..<span.firstPacket + span.packets,
      start: number == 0
        ? nil : CutPoint(packet: span.firstPacket, dts: span.dts, pts: span.start + origin),
      times: (number == 0 ? Int64.min : span.start)..<end, trackPackets: span.trackPackets,
      frames: span.frames)
  }
}
