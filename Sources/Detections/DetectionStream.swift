import Geometry

/// The samples that a `DetectionTimeline` would give, equal to the bit, one after another in constant memory.
///
/// Only for an input of which a `DetectionSurvey` tells that its times never fall. One consumer; it pulls.
public struct DetectionStream: ~Copyable {
  private var reader: DetectionReader
  private let minConfidence: Double
  /// The entry read last, when it is not of the sample given last.
  private var nextTime: MediaTime?
  private var entry: [DetectedBox] = []

  /// Makes a stream; boxes below `minConfidence` (0...100) are dropped, but their instants kept.
  public init(reading reader: consuming DetectionReader, minConfidence: Double = 0) {
    self.reader = reader
    self.minConfidence = minConfidence
  }

  /// The next sample: all neighbouring entries of one `Timestamp`; nil at the end of sound input.
  public mutating func next() throws(DetectionError) -> DetectionSample? {
    if nextTime == nil { nextTime = try reader.nextEntry(into: &entry) }
    guard let time = nextTime else { return nil }
    var sample = DetectionSample(time: time, boxes: [])
    repeat {
      for box in entry where !(box.confidence < minConfidence) { sample.boxes.append(box.inSinglePrecision) }
      entry.removeAll(keepingCapacity: true)
      nextTime = try reader.nextEntry(into: &entry)
    } while nextTime == time
    return sample
  }
}
