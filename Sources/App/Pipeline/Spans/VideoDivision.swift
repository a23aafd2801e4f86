import Geometry
public import Media

/// How a video is divided into spans before anything is decided about it: the document that `frameveil divide` writes.
public struct VideoDivision: Sendable, Codable {
  /// A part of the video.
  public struct Part: Sendable, Codable, Equatable {
    /// The first packet of the video in decoding order, from 0, and their number.
    public var firstPacket: Int
    public var packets: Int
    /// The place where it begins; absent for the beginning of the video.
    public var start: CutPoint?
    /// The PTS of its first frame, and of the first frame after it, in nanoseconds from the first frame of the video;
    /// absent at the ends of the video.
    public var from: Int64?
    public var to: Int64?
    /// The number of packets of the other tracks that belong to it, by track of the input.
    public var trackPackets: [Int]
  }

  public struct Span: Sendable, Codable, Equatable {
    public var part: Part
    /// What is decoded to analyse it: a little more before and after it.
    public var analyzed: Part
  }

  public static let format = "frameveil-division"
  public static let version = 1

  public var format = Self.format
  public var version = Self.version
  public var input: VideoPlan.Input
  /// The versions of the program and of its libraries.
  public var versions: [String: String]
  /// The options that decide what is redacted and how, as in a plan.
  public var options: [String: [String]]
  /// The PTS of the first displayed frame on the container's timeline in nanoseconds.
  public var origin: Int64
  /// How long before and after a span frames are looked at, in nanoseconds.
  public var margin: Int64
  /// What was read of the tracks that are copied.
  public var tracks: [TrackCounter]
  public var spans: [Span]
}

extension VideoDivision.Part {
  init(_ span: ReadSpan) {
    (firstPacket, packets) = (span.packets.lowerBound, span.packets.count)
    (start, trackPackets) = (span.start, span.trackPackets)
    from = span.times.lowerBound == .min ? nil : span.times.lowerBound
    to = span.times.upperBound == .max ? nil : span.times.upperBound
  }

  /// 2^60: as nanoseconds, 36 years.
  static let largest = Int64(1) << 60

  /// What is read; nil where the numbers are impossible.
  var readSpan: ReadSpan? {
    let (from, to) = (from ?? .min, to ?? .max)
    let numbers =
      [self.from, self.to, start?.pts, start?.dts].compactMap(\.self) + trackPackets.map(Int64.init)
    guard firstPacket >= 0, packets > 0, Int64(firstPacket) < Self.largest, Int64(packets) < Self.largest,
      from < to, numbers.allSatisfy({ (-Self.largest...Self.largest).contains($0) }),
      start?.packet ?? 0 == firstPacket, (start == nil) == (self.from == nil)
    else { return nil }
    return ReadSpan(
      packets: firstPacket..<firstPacket + packets, start: start, times: from..<to,
      trackPackets: trackPackets,
      frames: nil)
  }
}

extension VideoDivision {
  /// Whether the spans follow each other without gaps, and all numbers are possible.
  public var isConsistent: Bool {
    var (packet, time) = (0, Int64?.none)
    for span in spans {
      let (part, analyzed) = (span.part, span.analyzed)
      guard part.firstPacket == packet, part.from == time, part.readSpan != nil,
        let wide = analyzed.readSpan, wide.packets.contains(part.firstPacket),
        part.firstPacket + part.packets <= wide.packets.upperBound,
        analyzed.from ?? .min <= part.from ?? .min, analyzed.to ?? .max >= part.to ?? .max,
        part.trackPackets.count == spans[0].part.trackPackets.count
      else { return false }
      (packet, time) = (packet + part.packets, part.to)
    }
    return !spans.isEmpty && time == nil && margin == AnalyzeJob.margin.nanoseconds
      && (-Part.largest...Part.largest).contains(origin)
  }

  /// The times of the frames that are looked at for a span.
  func frames(around span: ReadSpan) -> ClosedRange<Int64> {
    let (from, to) = (span.times.lowerBound, span.times.upperBound)
    return (from == .min ? from : from - margin)...(to == .max ? to : to + margin)
  }
}
