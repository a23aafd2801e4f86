import Geometry
import Media
import Reporting
import Tracking

/// What the page shows of a video before anything was edited. Times are seconds from the first displayed frame, boxes ratios
/// of the displayed frame, tracks numbers from 1.
public struct ReviewOverview: Sendable, Codable {
  public struct Video: Sendable, Codable {
    public var name: String
    public var width: Int
    public var height: Int
    public var seconds: Double
    public var frames: Int
    /// Frames per second, as the container states them; 0 if it does not.
    public var rate: Double
    public var codec: String
  }

  public struct Start: Sendable, Codable {
    public var time: Double
    /// Left, top, width, height.
    public var box: [Double]
  }

  public struct Stretch: Sendable, Codable {
    public var start: Double
    public var end: Double
    public var kind: String
  }

  public struct Track: Sendable, Codable {
    public var track: Int
    /// The first frame with a box of the track, and that box: it names the track in edits.
    public var first: Start
    public var start: Double
    public var end: Double
    public var begins: String
    public var ends: String
    /// The mean confidence, 0 to 100.
    public var confidence: Double
    public var stretches: [Stretch]
    /// The spans, start and end, in which it stays hidden whatever is decided: it may be another face's by then.
    public var alwaysHidden: [[Double]]
    /// Where a doubtful track was detected, which nothing hides; nil for others.
    public var detections: [Start]?
  }

  public struct WeakSpot: Sendable, Codable {
    public var kind: String
    public var title: String
    public var advice: String
    public var start: Double
    public var end: Double
    public var track: Int?
  }

  public var video: Video
  public var tracks: [Track]
  public var weakSpots: [WeakSpot]
  public var cuts: [Double]
  /// Groups of tracks that look like one person; empty without the face descriptor.
  public var alike: [[Int]] = []

  /// - Parameters:
  ///   - boxes: those of all frames.
  ///   - first: where each track begins, by its number from 0.
  init(
    _ name: String, _ description: MediaDescription, _ boxes: FoundBoxes, _ coverage: Coverage,
    first: [Int: Start]
  ) {
    let (numerator, denominator) = description.format.frameRate
    video = Video(
      name: name, width: description.displaySize.width, height: description.displaySize.height,
      seconds: coverage.end.seconds, frames: boxes.count,
      rate: numerator > 0 && denominator > 0 ? Double(numerator) / Double(denominator) : 0,
      codec: description.codec)
    let hidden = boxes.alwaysHidden()
    tracks = coverage.tracks.compactMap { record in
      first[record.number].map { Track(record, first: $0, alwaysHidden: hidden[record.number] ?? []) }
    }
    tracks += coverage.doubtful.compactMap(Track.init)
    weakSpots = coverage.weakSpots.map { WeakSpot($0) }
    cuts = coverage.cuts.map(\.seconds)
  }
}

extension ReviewOverview.Track {
  fileprivate init(_ record: TrackRecord, first: ReviewOverview.Start, alwaysHidden: [[Double]]) {
    self.init(
      track: record.displayNumber, first: first, start: record.start.seconds, end: record.end.seconds,
      begins: record.begins.rawValue, ends: record.ends.rawValue, confidence: record.meanConfidence,
      stretches: record.stretches.map {
        ReviewOverview.Stretch(start: $0.start.seconds, end: $0.end.seconds, kind: $0.kind.rawValue)
      }, alwaysHidden: alwaysHidden, detections: nil)
  }
}

extension ReviewOverview.Track {
  /// Nil without detections.
  fileprivate init?(_ doubtful: DoubtfulTrack) {
    let detections = doubtful.detections.map { detection in
      let box = detection.box
      return ReviewOverview.Start(
        time: detection.time.seconds, box: [box.left, box.top, box.width, box.height])
    }
    guard let first = detections.first, let last = detections.last else { return nil }
    let confidence = doubtful.detections.map(\.confidence).max() ?? 0
    // A face that was detected once is there for a while.
    let end = last.time + Self.least
    self.init(
      track: doubtful.number + 1, first: first, start: first.time, end: end, begins: "doubtful",
      ends: "doubtful",
      confidence: confidence,
      stretches: [ReviewOverview.Stretch(start: first.time, end: end, kind: "doubtful")], alwaysHidden: [],
      detections: detections)
  }

  /// Seconds.
  private static let least = 0.2
}

extension ReviewOverview.WeakSpot {
  fileprivate init(_ item: ReviewItem) {
    self.init(
      kind: item.kind.rawValue, title: item.title, advice: item.advice, start: item.start.seconds,
      end: item.end.seconds, track: item.track.map { $0 + 1 })
  }
}
