public import Geometry

/// What an input holds, found by reading it to its end and keeping nothing of it.
///
/// Every check of `DetectionReader` is done when it exists; an input that can be read twice needs no
/// `DetectionTimeline` then, but can go through a `DetectionStream`.
public struct DetectionSurvey: Sendable {
  /// What the answers say of the video.
  public let metadata: VideoMetadata?
  /// What was read and what a stream with the same limit leaves out.
  public let counts: DetectionTimeline.Counts
  /// The chosen labels that no answer names, sorted; perhaps misspelt.
  public let labelsNotFound: [String]
  /// The latest instant; nil when there is none.
  public let last: MediaTime?
  /// Whether times never fall.
  public let isInOrder: Bool

  /// Reads all samples.
  public init(reading reader: inout DetectionReader, minConfidence: Double = 0) throws(DetectionError) {
    var counts = DetectionTimeline.Counts()
    var last: MediaTime?
    var isInOrder = true
    var entry: [DetectedBox] = []
    while let time = try reader.nextEntry(into: &entry) {
      if let last, time < last { isInOrder = false }
      last = max(last ?? time, time)
      counts.boxesRead += entry.count
      for box in entry where box.confidence < minConfidence { counts.boxesDropped += 1 }
      entry.removeAll(keepingCapacity: true)
    }
    counts.entriesWithoutBox = reader.entriesWithoutBox
    self.counts = counts
    self.last = last
    self.isInOrder = isInOrder
    metadata = reader.metadata
    labelsNotFound = reader.labelsNotFound
  }
}
