public import Geometry

/// The samples that a `DetectionTimeline` would return, bit for bit, one after another in constant memory.
///
/// This works only for an input whose times do not decrease: at the first that does, the stream ends and
/// `isInOrder` is false. All other properties are complete once `next()` has returned nil. One consumer,
/// which pulls.
public struct DetectionStream: ~Copyable {
  private var reader: DetectionReader
  private let minConfidence: Double
  /// The entry read last, if it does not belong to the sample returned last.
  private var nextTime: MediaTime?
  private var entry: [DetectedBox] = []
  private var counter = DetectionTimeline.Counts()

  /// Whether no time has decreased so far.
  public private(set) var isInOrder = true
  /// The latest time so far; nil if there is none.
  public private(set) var lastTime: MediaTime?
  /// The metadata of the video in the responses.
  public var metadata: VideoMetadata? { reader.metadata }
  /// The selected labels that have not occurred, sorted; they may be misspelt.
  public var labelsNotFound: [String] { reader.labelsNotFound }
  public var counts: DetectionTimeline.Counts {
    var counts = counter
    counts.entriesWithoutBox = reader.entriesWithoutBox
    return counts
  }

  /// Boxes below `minConfidence` (0...100) are dropped; their samples are kept.
  public init(reading reader: consuming DetectionReader, minConfidence: Double = 0) {
    self.reader = reader
    self.minConfidence = minConfidence
  }

  /// The next sample: all consecutive entries with the same `Timestamp`; nil at the end of valid input, and
  /// where a time decreases.
  public mutating func next() throws(DetectionError) -> DetectionSample? {
    if nextTime == nil, isInOrder { nextTime = try reader.nextEntry(into: &entry) }
    guard let time = nextTime, isInOrder else { return nil }
    if let lastTime, time < lastTime {
      isInOrder = false
      return nil
    }
    lastTime = time
    var sample = DetectionSample(time: time, boxes: [])
    var boxesRead = 0
    repeat {
      for box in entry where !(box.confidence < minConfidence) { sample.boxes.append(box.inSinglePrecision) }
      try reader.check(count: sample.boxes.count, at: time)
      boxesRead += entry.count
      entry.removeAll(keepingCapacity: true)
      nextTime = try reader.nextEntry(into: &entry)
    } while nextTime == time
    counter.boxesRead += boxesRead
    counter.boxesDropped += boxesRead - sample.boxes.count
    return sample
  }
}
