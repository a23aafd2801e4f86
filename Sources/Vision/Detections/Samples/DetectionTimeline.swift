public import Geometry

/// All samples of an input in the order of time, each instant once, in little memory.
///
/// It is the whole input or an error: every check of `DetectionReader` is done before it exists. It keeps the 32-bit
/// numbers that Rekognition's `Float` members are, some 30 bytes a box; subscripting makes the sample anew.
public struct DetectionTimeline: Sendable, RandomAccessCollection {
  /// What was read and what was left out.
  public struct Counts: Hashable, Sendable {
    /// Boxes read.
    public var boxesRead = 0
    /// Of those, boxes dropped because their confidence is too low.
    public var boxesDropped = 0
    /// Entries without a box to take: persons turned away, labels without instances.
    public var entriesWithoutBox = 0
  }

  /// What the answers say of the video.
  public let metadata: VideoMetadata?
  /// How the embedded detector looked at the video; nil for the answers of others.
  public let detector: DetectorRecord?
  /// What was read and what was left out.
  public let counts: Counts
  /// The chosen labels that no answer names, sorted; perhaps misspelt.
  public let labelsNotFound: [String]
  /// The names of chosen faces that no answer matches, sorted; perhaps misspelt.
  public let namesNotMatched: [String]
  private let instants: [Instant]
  private let boxes: BoxColumns

  /// Reads all samples, drops boxes below `minConfidence` (0...100, but keeps their instants), sorts by time and
  /// joins what shares an instant, in the order of the input.
  public init(reading reader: inout DetectionReader, minConfidence: Double = 0) throws(DetectionError) {
    var counts = Counts()
    var instants: [Instant] = []
    var boxes = BoxColumns()
    var entry: [DetectedBox] = []
    while let time = try reader.nextEntry(into: &entry) {
      let start = boxes.count
      // Not ">=": a limit that is not a number drops nothing.
      for box in entry where !(box.confidence < minConfidence) {
        // Several labels of one instant hide one picture.
        let isSame = box.subject == .moderation && instants.last?.time == time && boxes.last == box.subject
        if !isSame { boxes.append(box) }
      }
      counts.boxesRead += entry.count
      entry.removeAll(keepingCapacity: true)
      instants.append(time, boxes: start..<boxes.count)
    }
    counts.boxesDropped = counts.boxesRead - boxes.count
    counts.entriesWithoutBox = reader.entriesWithoutBox
    self.counts = counts
    metadata = reader.metadata
    detector = reader.record
    labelsNotFound = reader.labelsNotFound
    namesNotMatched = reader.faces.unmet
    if zip(instants, instants.dropFirst()).contains(where: { $0.time >= $1.time }) {
      instants.sort()
      boxes.reorder(by: instants.lazy.map(\.boxes))
      instants.joinEqualTimes()
    }
    if let crowd = instants.first(where: { $0.boxes.count > DetectionReader.mostBoxes }) {
      try reader.check(count: crowd.boxes.count, at: crowd.time)
    }
    boxes.removeContradicted(reader.faces.exclusive, in: instants.lazy.map(\.boxes))
    boxes.spread(reader.faces.spreading)
    self.instants = instants
    self.boxes = boxes
  }

  /// The first instant's index, 0.
  public var startIndex: Int { 0 }
  /// The number of instants.
  public var endIndex: Int { instants.count }
  /// The number of boxes kept.
  public var boxCount: Int { boxes.count }

  /// The latest instant; nil when there is none.
  public var lastTime: MediaTime? { instants.last?.time }

  /// The sample at an index; the instants rise.
  public subscript(index: Int) -> DetectionSample {
    let instant = instants[index]
    return DetectionSample(time: instant.time, boxes: instant.boxes.map { boxes[$0] })
  }
}

/// An instant and the range of its boxes, in 16 bytes.
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

  /// Orders by time. Between equal times the place in the input decides, so that its order stays.
  static func < (lhs: Instant, rhs: Instant) -> Bool {
    (lhs.time, lhs.start, lhs.end) < (rhs.time, rhs.start, rhs.end)
  }

  /// Takes in the boxes right after this instant's own.
  mutating func extend(to end: Int) { self.end = UInt32(end) }
}

extension [Instant] {
  /// Appends an instant, or extends the last one when that has the same time.
  fileprivate mutating func append(_ time: MediaTime, boxes: Range<Int>) {
    if last?.time == time {
      self[count - 1].extend(to: boxes.upperBound)
    } else {
      append(Instant(time: time, boxes: boxes))
    }
  }

  /// After sorting, in place: gives the instants their boxes' new ranges, and makes one of those of equal time.
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
