public import Detections
public import Geometry

/// Joins what is seen on single frames into stretches. It holds one record for each, whatever their length.
public struct VisibleFaces: Sendable {
  private struct Stretch {
    var face: VisibleFace
    /// Where it was seen last.
    var last: Box
    var lastTime: MediaTime
    /// Seen on the newest frame, which ends when the next one is shown.
    var isOpen: Bool
  }

  /// A stretch goes on after a break of at most so long: the detector loses a face for a moment.
  private static let longestBreak = MediaTime(nanoseconds: 500_000_000)
  /// From one frame to the next the same face overlaps itself at least so much (IoU).
  private static let leastOverlap = 0.1

  private var closed: [VisibleFace] = []
  private var recent: [Stretch] = []
  /// Frames looked at.
  public private(set) var frames = 0
  /// Of those, frames on which a face is seen.
  public private(set) var framesWithFaces = 0

  /// Makes an empty list.
  public init() {}

  /// Takes in what is seen on the next frame; an empty sample where nothing is.
  public mutating func add(_ sample: DetectionSample) {
    for index in recent.indices where recent[index].isOpen {
      recent[index].face.end = sample.time
      recent[index].isOpen = false
    }
    closed += recent.filter { sample.time - $0.lastTime > Self.longestBreak }.map(\.face)
    recent.removeAll { sample.time - $0.lastTime > Self.longestBreak }
    // The next frame tells better when this one ends; the last one lasts as long as others do.
    let usual = MediaTime(nanoseconds: frames > 0 ? sample.time.nanoseconds / Int64(frames) : 0)
    for face in sample.boxes { add(face, at: sample.time, lasting: usual) }
    frames += 1
    if !sample.boxes.isEmpty { framesWithFaces += 1 }
  }

  /// The stretches, in the order of time.
  public var all: [VisibleFace] {
    (closed + recent.map(\.face)).sorted { ($0.start, $0.end) < ($1.start, $1.end) }
  }

  private mutating func add(_ seen: DetectedBox, at time: MediaTime, lasting length: MediaTime) {
    // What this frame has already joined is another face.
    let candidates = recent.indices.filter { !recent[$0].isOpen }
    let nearest = candidates.max { recent[$0].last.iou(seen.box) < recent[$1].last.iou(seen.box) }
    guard let nearest, recent[nearest].last.iou(seen.box) >= Self.leastOverlap else {
      let face = VisibleFace(
        start: time, end: time + length, frames: 1, confidence: seen.confidence, box: seen.box)
      recent.append(Stretch(face: face, last: seen.box, lastTime: time, isOpen: true))
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

/// A face that can be seen for a while: a stretch of frames without a long break.
public struct VisibleFace: Sendable {
  /// When its first frame is shown.
  public internal(set) var start: MediaTime
  /// When its last frame ends.
  public internal(set) var end: MediaTime
  /// Frames on which it is seen.
  public internal(set) var frames: Int
  /// The detector's highest confidence, 0...100.
  public internal(set) var confidence: Double
  /// Where it is when the confidence is highest, in ratios of the displayed picture.
  public internal(set) var box: Box
}
