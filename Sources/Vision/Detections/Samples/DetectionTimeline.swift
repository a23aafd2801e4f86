public import Geometry

/// All samples of an input in order of time, with distinct times, in little memory.
///
/// It is complete: every check of `DetectionReader` has passed before it exists. It stores the 32-bit numbers
/// that Rekognition's `Float` members are, about 30 bytes per box; subscripting constructs the sample.
public struct DetectionTimeline: Sendable, RandomAccessCollection {
  /// How many boxes were read and dropped.
  public struct Counts: Hashable, Sendable {
    public var boxesRead = 0
    /// The boxes among them that were dropped because of their confidence.
    public var boxesDropped = 0
    /// Entries without a box: persons facing away, labels without instances.
    public var entriesWithoutBox = 0
  }

  /// The metadata of the video in the responses.
  public let metadata: VideoMetadata?
  /// The embedded detector's settings; nil for responses of other detectors.
  public let detector: DetectorRecord?
  public let counts: Counts
  /// The selected labels that have not occurred, sorted; they may be misspelt.
  public let labelsNotFound: [String]
  /// The names of selected faces that have not been matched, sorted; they may be misspelt.
  public let namesNotMatched: [String]
  private let instants: [Instant]
  private let boxes: BoxColumns

  /// Reads all samples, drops boxes below `minConfidence` (0...100) but keeps their samples, sorts by time
  /// and merges samples of the same time in the order of the input.
  public init(reading reader: inout DetectionReader, minConfidence: Double = 0) throws(DetectionError) {
    var counts = Counts()
    var instants: [Instant] = []
    var boxes = BoxColumns()
    counts.boxesRead = try Self.readEntries(of: &reader, minConfidence, into: &instants, &boxes)
    counts.boxesDropped = counts.boxesRead - boxes.count
    counts.entriesWithoutBox = reader.entriesWithoutBox
    self.counts = counts
    metadata = reader.metadata
    detector = reader.record
    labelsNotFound = reader.labelsNotFound
    namesNotMatched = reader.faces.notFound
    Self.sortByTime(&instants, &boxes)
    if let crowd = instants.first(where: { $0.boxes.count > DetectionReader.maximumBoxes }) {
      try reader.check(count: crowd.boxes.count, at: crowd.time)
    }
    boxes.removeContradicted(reader.faces.exclusive, in: instants.lazy.map(\.boxes))
    boxes.spread(reader.faces.spreading)
    self.instants = instants
    self.boxes = boxes
  }

  /// Appends the entries in the order of the input; returns how many boxes were read.
  private static func readEntries(
    of reader: inout DetectionReader, _ minConfidence: Double, into instants: inout [Instant],
    _ boxes: inout BoxColumns
  ) throws(DetectionError) -> Int {
    var boxesRead = 0
    var entry: [DetectedBox] = []
    while let time = try reader.nextEntry(into: &entry) {
      let start = boxes.count
      // Not ">=": a limit that is NaN drops nothing.
      for box in entry where !(box.confidence < minConfidence) {
        // Several moderation labels at one time redact the frame once.
        let isSame = box.subject == .moderation && instants.last?.time == time && boxes.last == box.subject
        if !isSame { boxes.append(box) }
      }
      boxesRead += entry.count
      entry.removeAll(keepingCapacity: true)
      instants.append(time, boxes: start..<boxes.count)
    }
    return boxesRead
  }

  /// Sorts and merges instants whose times do not increase yet.
  private static func sortByTime(_ instants: inout [Instant], _ boxes: inout BoxColumns) {
    guard zip(instants, instants.dropFirst()).contains(where: { $0.time >= $1.time }) else { return }
    instants.sort()
    boxes.reorder(by: instants.lazy.map(\.boxes))
    instants.joinEqualTimes()
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { instants.count }
  public var boxCount: Int { boxes.count }

  /// The latest time; nil if there is none.
  public var lastTime: MediaTime? { instants.last?.time }

  /// The sample at an index; times increase with the index.
  public subscript(index: Int) -> DetectionSample {
    let instant = instants[index]
    return DetectionSample(time: instant.time, boxes: instant.boxes.map { boxes[$0] })
  }
}

/// A time and the range of its boxes, in 16 bytes.
private struct Instant: Comparable {
  var time: MediaTime
  private var start: UInt32
  private var end: UInt32

  init(time: MediaTime, boxes: Range<Int>) {
    self.time = time
    start = UInt32(boxes.lowerBound)
    end = UInt32(boxes.upperBound)
  }

  var boxes: Range<Int> { Int(start)..<Int(end) }

  /// Orders by time, then by position in the input, so that the sort is stable.
  static func < (lhs: Instant, rhs: Instant) -> Bool {
    (lhs.time, lhs.start, lhs.end) < (rhs.time, rhs.start, rhs.end)
  }

  /// Adds the boxes that directly follow.
  mutating func extend(to end: Int) { self.end = UInt32(end) }
}

extension [Instant] {
  /// Appends an instant, or extends the last one if it has the same time.
  fileprivate mutating func append(_ time: MediaTime, boxes: Range<Int>) {
    if last?.time == time {
      self[count - 1].extend(to: boxes.upperBound)
    } else {
      append(Instant(time: time, boxes: boxes))
    }
  }

  /// After sorting, in place: updates the ranges of boxes and merges instants of equal time.
  fileprivate mutating func joinEqualTimes() {
    var kept = 0
    var start = 0
    for index in indices {
      let instant = self[index]
      let end = start + instant.boxes.count
      if kept > 0, self[kept - 1].time == instant.time {
        self[kept - 1].extend(to: end)
      } else {
        self[kept] = Instant(time: instant.time, boxes: start..<end)
        kept += 1
      }
      start = end
    }
    removeLast(count - kept)
  }
}
