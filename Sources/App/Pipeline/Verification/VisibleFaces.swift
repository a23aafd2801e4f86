public import Detections
public import Geometry

/// Joins detections on single frames into time spans. It keeps one record for each span, whatever its length.
public struct VisibleFaces: Sendable {
  private struct Span {
    var face: VisibleFace
    /// The box of the last detection.
    var last: Box
    var lastTime: MediaTime
    /// Detected on the newest frame, whose end is known when the next frame comes.
    var isOpen: Bool
  }

  /// The longest gap within a span: the detector may miss a face for a moment.
  private static let longestGap = MediaTime(nanoseconds: 500_000_000)
  /// The minimum overlap (IoU) of a face with itself between two detections.
  private static let minimumOverlap = 0.1

  private var closed: [VisibleFace] = []
  private var recent: [Span] = []
  /// The number of frames added.
  public private(set) var frames = 0
  /// The number of frames with at least one face.
  public private(set) var framesWithFaces = 0

  public init() {}

  /// Adds the detections of the next frame; an empty sample if there are none.
  public mutating func add(_ sample: DetectionSample) {
    for index in recent.indices where recent[index].isOpen {
      recent[index].face.end = sample.time
      recent[index].isOpen = false
    }
    closed += recent.filter { sample.time - $0.lastTime > Self.longestGap }.map(\.face)
    recent.removeAll { sample.time - $0.lastTime > Self.longestGap }
    // The timestamp of the next frame replaces this end; the last frame gets the mean duration.
    let usual = MediaTime(nanoseconds: frames > 0 ? sample.time.nanoseconds / Int64(frames) : 0)
    for face in sample.boxes { add(face, at: sample.time, lasting: usual) }
    frames += 1
    if !sample.boxes.isEmpty { framesWithFaces += 1 }
  }

  /// The spans in order of time.
  public var all: [VisibleFace] {
    (closed + recent.map(\.face)).sorted { ($0.start, $0.end) < ($1.start, $1.end) }
  }

  private mutating func add(_ seen: DetectedBox, at time: MediaTime, lasting length: MediaTime) {
    // A span that already has a detection of this frame belongs to another face.
    let candidates = recent.indices.filter { !recent[$0].isOpen }
    let nearest = candidates.max { recent[$0].last.iou(seen.box) < recent[$1].last.iou(seen.box) }
    guard let nearest, recent[nearest].last.iou(seen.box) >= Self.minimumOverlap else {
      let face = VisibleFace(
        start: time, end: time + length, frames: 1, confidence: seen.confidence, box: seen.box)
      recent.append(Span(face: face, last: seen.box, lastTime: time, isOpen: true))
      return
    }
    recent[nearest].face.end = time + length
    recent[nearest].face.frames += 1
    if seen.confidence > recent[nearest].face.confidence {
      recent[nearest].face.confidence = seen.confidence
      recent[nearest].face.box = seen.box
    }
    (recent[nearest].last, recent[nearest].lastTime, recent[nearest].isOpen) = (seen.box, time, true)
  }
}

/// A face that is visible for a time span without a long gap.
public struct VisibleFace: Sendable {
  /// The timestamp of the first frame.
  public internal(set) var start: MediaTime
  /// The end of the last frame.
  public internal(set) var end: MediaTime
  /// The number of frames with a detection.
  public internal(set) var frames: Int
  /// The highest detector confidence, 0...100.
  public internal(set) var confidence: Double
  /// The box with the highest confidence, in ratios of the displayed frame.
  public internal(set) var box: Box
}
