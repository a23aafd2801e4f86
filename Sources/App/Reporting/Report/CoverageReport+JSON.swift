import Core
import Geometry

extension CoverageReport: Encodable {
  private enum Key: String, CodingKey {
    case schema, version, created, input, detections, output, versions, settings, summary
    case samplingSeconds, weakSpots, tracks, cuts, thumbnails, reuse, review
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private struct ThumbnailCount: Encodable {
    var tracksWithPicture: Int
    var limit: Int
  }

  /// Writes the JSON document. Times are seconds from the first frame; boxes are ratios of the displayed
  /// frame.
  public func encode(to encoder: any Encoder) throws {
    var document = encoder.container(keyedBy: Key.self)
    try document.encode(Self.schema, forKey: .schema)
    try document.encode(Self.version, forKey: .version)
    try document.encode(created, forKey: .created)
    try document.encode(input, forKey: .input)
    try document.encode(detections, forKey: .detections)
    try document.encode(output, forKey: .output)
    for (key, list) in [(Key.versions, versions), (.settings, settings)] {
      var object = document.nestedContainer(keyedBy: Name.self, forKey: key)
      for item in list { try object.encode(item.value, forKey: Name(stringValue: item.name)) }
    }
    try document.encode(summary, forKey: .summary)
    try document.encode(coverage.samplingInterval?.inSeconds, forKey: .samplingSeconds)
    try document.encode(coverage.weakSpots, forKey: .weakSpots)
    try document.encode(coverage.tracks.map(track), forKey: .tracks)
    try document.encode(coverage.cuts.map(\.inSeconds), forKey: .cuts)
    let count = ThumbnailCount(tracksWithPicture: thumbnails.count, limit: Self.maxThumbnails)
    try document.encode(count, forKey: .thumbnails)
    try document.encodeIfPresent(reuse, forKey: .reuse)
    try document.encodeIfPresent(review, forKey: .review)
  }

  private func track(_ record: TrackRecord) -> TrackEntry {
    TrackEntry(record: record, thumbnail: thumbnails[record.number].map(Base64.text))
  }
}

/// A track with its thumbnail.
private struct TrackEntry: Encodable {
  let record: TrackRecord
  let thumbnail: String?

  private enum Key: String, CodingKey {
    case track, start, end, frames, begins, ends, confidence, largestBox, motionPerSample, stretches,
      thumbnail
  }

  private struct Confidence: Encodable {
    var least: Double
    var mean: Double
  }

  private struct Rectangle: Encodable {
    var left, top, width, height: Double
  }

  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(record.displayNumber, forKey: .track)
    try object.encode(record.start.inSeconds, forKey: .start)
    try object.encode(record.end.inSeconds, forKey: .end)
    try object.encode(record.frames, forKey: .frames)
    try object.encode(record.begins, forKey: .begins)
    try object.encode(record.ends, forKey: .ends)
    let confidence = Confidence(least: record.minConfidence, mean: record.meanConfidence)
    try object.encode(confidence, forKey: .confidence)
    let box = record.largest
    let rectangle = Rectangle(left: box.left, top: box.top, width: box.width, height: box.height)
    try object.encode(rectangle, forKey: .largestBox)
    try object.encode(record.medianMotion, forKey: .motionPerSample)
    try object.encode(record.stretches, forKey: .stretches)
    try object.encodeIfPresent(thumbnail, forKey: .thumbnail)
  }
}

extension CoverageSpan: Encodable {
  private enum Key: String, CodingKey {
    case start, end, reason
  }

  /// Writes `start` and `end` in seconds, and the `reason`.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(start.inSeconds, forKey: .start)
    try object.encode(end.inSeconds, forKey: .end)
    try object.encode(kind, forKey: .reason)
  }
}

extension ReviewItem: Encodable {
  private enum Key: String, CodingKey {
    case kind, start, end, track, advice
  }

  /// Writes the `kind`, `start` and `end` in seconds, the `track` where there is one, and the `advice`.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    try object.encode(kind, forKey: .kind)
    try object.encode(start.inSeconds, forKey: .start)
    try object.encode(end.inSeconds, forKey: .end)
    try object.encodeIfPresent(track.map { $0 + 1 }, forKey: .track)
    try object.encode(advice, forKey: .advice)
  }
}

extension MediaTime {
  /// Seconds, rounded to microseconds.
  fileprivate var inSeconds: Double { (seconds * 1e6).rounded() / 1e6 }
}
