public import Geometry

/// The detections at one time.
public struct DetectionSample: Hashable, Sendable {
  /// The time since the start of the video, as in Rekognition (`Timestamp`).
  public var time: MediaTime
  /// The selected boxes, in the order of the response. Empty: the frame was analysed and nothing was found.
  public var boxes: [DetectedBox]

  public init(time: MediaTime, boxes: [DetectedBox]) {
    self.time = time
    self.boxes = boxes
  }
}

public struct DetectedBox: Hashable, Sendable {
  /// The box in ratios of the frame size (`BoundingBox`); it may extend past the frame and is not clipped.
  public var box: Box
  public var subject: Subject
  /// The detector's confidence, 0...100 (`Confidence`); 100 if the response has none.
  public var confidence: Double
  /// The identity within one subject and one response (`Person.Index`); nil if the response has none.
  public var identity: Int64?
  /// The selected ``NamedFace``s that it matches: bit i for the i-th.
  public var matches: UInt32
  /// The eyes, the tip of the nose and the corners of the mouth, the left one in the frame first, in ratios
  /// of the frame size; empty if unknown. They are not read from responses.
  public var landmarks: [SIMD2<Double>]

  public init(
    box: Box, subject: Subject = .face, confidence: Double = 100, identity: Int64? = nil, matches: UInt32 = 0,
    landmarks: [SIMD2<Double>] = []
  ) {
    self.box = box
    self.subject = subject
    self.confidence = confidence
    self.identity = identity
    self.matches = matches
    self.landmarks = landmarks
  }
}

public enum Subject: UInt8, Hashable, Sendable, CaseIterable {
  case face
  case person
  case text
  /// An instance of a label.
  case label
  /// The whole frame, because of a moderation label.
  case moderation
}

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
