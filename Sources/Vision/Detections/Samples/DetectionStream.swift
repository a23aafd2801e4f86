public import Geometry

/// The samples that a `DetectionTimeline` would give, equal to the bit, one after another in constant memory.
///
/// Only an input whose times never fall can be read so: at the first that does, the stream ends, and `isInOrder`
/// tells. Everything else it tells is whole once `next()` has returned nil. One consumer; it pulls.
public struct DetectionStream: ~Copyable {
  private var reader: DetectionReader
  private let minConfidence: Double
  /// The entry read last, when it is not of the sample given last.
  private var nextTime: MediaTime?
  private var entry: [DetectedBox] = []
  private var tally = DetectionTimeline.Counts()

  /// Whether no time fell so far.
  public private(set) var isInOrder = true
  /// The latest instant so far; nil when there is none.
  public private(set) var lastTime: MediaTime?
  /// What the answers say of the video.
  public var metadata: VideoMetadata? { reader.metadata }
  /// The chosen labels that no answer names, sorted; perhaps misspelt.
  public var labelsNotFound: [String] { reader.labelsNotFound }
  /// What was read and what was left out.
  public var counts: DetectionTimeline.Counts {
    var counts = tally
    counts.entriesWithoutBox = reader.entriesWithoutBox
    return counts
  }

  /// Makes a stream; boxes below `minConfidence` (0...100) are dropped, but their instants kept.
  public init(reading reader: consuming DetectionReader, minConfidence: Double = 0) {
    self.reader = reader
    self.minConfidence = minConfidence
  }

  /// The next sample: all neighbouring entries of one `Timestamp`; nil at the end of sound input, and where a time
  /// falls.
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
    tally.boxesRead += boxesRead
    tally.boxesDropped += boxesRead - sample.boxes.count
    return sample
  }
}
