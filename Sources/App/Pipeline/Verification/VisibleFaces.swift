public import FaceJudges
public import Geometry

/// Joins finds on single frames into time spans. It keeps one record for each span, whatever its length.
public struct VisibleFaces: Sendable {
  private struct Span {
    var number: Int
    var face: VisibleFace
    /// The box of the last find.
    var last: Box
    var lastTime: MediaTime
    /// Found on the newest frame, whose end is known when the next frame comes.
    var isOpen: Bool
  }

  /// The longest gap within a span: a judge may miss a face for a moment.
  private static let longestGap = MediaTime(nanoseconds: 500_000_000)
  /// The minimum overlap (IoU) of a face with itself between two finds.
  private static let minimumOverlap = 0.1

  private var closed: [(number: Int, face: VisibleFace)] = []
  private var recent: [Span] = []
  private var spans = 0
  /// The number of frames added.
  public private(set) var frames = 0
  /// The number of frames on which at least one face counts as visible.
  public private(set) var framesWithFaces = 0

  public init() {}

  /// Adds the finds on the next frame.
  ///
  /// - Returns: the number of the span of each face, in order.
  public mutating func add(_ look: PanelLook) -> [Int] {
    for index in recent.indices where recent[index].isOpen {
      recent[index].face.end = look.time
      recent[index].isOpen = false
    }
    closed += recent.filter { look.time - $0.lastTime > Self.longestGap }.map { ($0.number, $0.face) }
    recent.removeAll { look.time - $0.lastTime > Self.longestGap }
    // The timestamp of the next frame replaces this end; the last frame gets the mean duration.
    let usual = MediaTime(nanoseconds: frames > 0 ? look.time.nanoseconds / Int64(frames) : 0)
    let numbers = look.faces.map { add($0, at: look.time, lasting: usual) }
    frames += 1
    if look.faces.contains(where: \.isVisible) { framesWithFaces += 1 }
    return numbers
  }

  /// The spans with their numbers, in order of time.
  public var all: [(number: Int, face: VisibleFace)] {
    (closed + recent.map { ($0.number, $0.face) }).sorted {
      ($0.face.start, $0.face.end, $0.number) < ($1.face.start, $1.face.end, $1.number)
    }
  }

  private mutating func add(_ seen: JudgedFace, at time: MediaTime, lasting length: MediaTime) -> Int {
    // A span that already has a find of this frame belongs to another face.
    let candidates = recent.indices.filter { !recent[$0].isOpen }
    let nearest = candidates.max { recent[$0].last.iou(seen.box) < recent[$1].last.iou(seen.box) }
    guard let nearest, recent[nearest].last.iou(seen.box) >= Self.minimumOverlap else {
      let face = VisibleFace(seen, frame: frames, start: time, end: time + length)
      recent.append(Span(number: spans, face: face, last: seen.box, lastTime: time, isOpen: true))
      spans += 1
      return spans - 1
    }
    recent[nearest].face.add(seen, at: time, end: time + length)
    (recent[nearest].last, recent[nearest].lastTime, recent[nearest].isOpen) = (seen.box, time, true)
    return recent[nearest].number
  }
}

/// A face that is visible for a time span without a long gap.
public struct VisibleFace: Sendable {
  /// What one judge sees of it.
  public struct Sight: Sendable {
    /// The timestamp of the first frame on which it sees the face.
    public internal(set) var start: MediaTime
    public internal(set) var frames = 0
    /// Its highest confidence, 0...100.
    public internal(set) var confidence = 0.0
  }

  /// The timestamp of the first frame.
  public private(set) var start: MediaTime
  /// The number of the first frame, from 0.
  public private(set) var firstFrame: Int
  /// The end of the last frame.
  public internal(set) var end: MediaTime
  /// The number of frames on which a judge sees it.
  public private(set) var frames = 0
  /// The number of frames on which two judges or more see it.
  public private(set) var agreedFrames = 0
  /// Whether it counts as visible on a frame, see `JudgedFace.isVisible`.
  public private(set) var isVisible = false
  /// The highest confidence of any judge, 0...100.
  public private(set) var confidence = 0.0
  /// The box that most judges see; of several, that with the highest confidence. In ratios of the displayed frame.
  public private(set) var box: Box
  /// By the judge's position in the panel.
  public private(set) var sights: [Int: Sight] = [:]
  private var best = (judges: 0, confidence: 0.0)

  init(_ seen: JudgedFace, frame: Int, start: MediaTime, end: MediaTime) {
    (self.start, self.end, firstFrame, box) = (start, end, frame, seen.box)
    add(seen, at: start, end: end)
  }

  mutating func add(_ seen: JudgedFace, at time: MediaTime, end: MediaTime) {
    self.end = end
    frames += 1
    if seen.scores.count > 1 { agreedFrames += 1 }
    if seen.isVisible { isVisible = true }
    for (judge, score) in seen.scores {
      var sight = sights[judge] ?? Sight(start: time)
      sight.frames += 1
      sight.confidence = max(sight.confidence, 100 * score)
      sights[judge] = sight
    }
    let highest = 100 * (seen.scores.values.max() ?? 0)
    confidence = max(confidence, highest)
    guard (seen.scores.count, highest) > best else { return }
    (box, best) = (seen.box, (seen.scores.count, highest))
  }
}
