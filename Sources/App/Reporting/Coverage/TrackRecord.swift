public import Geometry
import Tracking

/// What is known of one track when a run is over. It grows with the track's stretches, not with its frames.
public struct TrackRecord: Sendable {
  /// The track's number.
  public let number: Int
  /// The number that people see, here and in rules that choose tracks: from 1.
  public var shownNumber: Int { number + 1 }
  /// What people call it, on the page and in rules: `track:3`.
  public var name: String { "track:\(shownNumber)" }
  /// Frames on which it is covered.
  public private(set) var frames = 0
  /// When and why, in order of time.
  public private(set) var stretches: [Stretch] = []
  /// The lowest confidence of its detections, 0...100.
  public private(set) var leastConfidence = 100.0
  /// The largest box that was hidden for it, apart from what lingers.
  public private(set) var largest: Box
  /// Where it begins.
  public let begins: Edge
  /// Where it ends; while it is covered, at the video's end.
  public var ends = Edge.video

  private var confidenceSum = 0.0
  private var motion = MotionHistogram()
  private var newestFrame = -2

  init(_ redactionBox: RedactionBox, begins: Edge) {
    number = redactionBox.track
    largest = redactionBox.box
    self.begins = begins
  }

  /// The mean confidence of its detections over its frames, 0...100.
  public var meanConfidence: Double { frames > 0 ? confidenceSum / Double(frames) : 0 }
  /// When its first frame is shown.
  public var start: MediaTime { stretches.first?.start ?? .zero }
  /// When its last frame ends.
  public var end: MediaTime { stretches.last?.end ?? .zero }
  /// By how many of its own sizes it mostly moves between two samples; nil where too few say so.
  public var medianMotion: Double? { motion.median }

  /// Notes a cover on the frame of a running number; adjacent ones of one kind become one stretch.
  mutating func add(_ redactionBox: RedactionBox, frame: Int, from start: MediaTime, to end: MediaTime) {
    frames += 1
    confidenceSum += redactionBox.confidence
    leastConfidence = min(leastConfidence, redactionBox.confidence)
    if redactionBox.reason != .lingering, redactionBox.box.area > largest.area { largest = redactionBox.box }
    let (kind, isAdjacent) = (Stretch.Kind(redactionBox.reason), newestFrame == frame - 1)
    newestFrame = frame
    if isAdjacent, let last = stretches.indices.last {
      // Where the container does not say how long frames are shown, the next one's time does.
      stretches[last].end = start
      if stretches[last].kind == kind {
        stretches[last].end = end
        return
      }
    }
    stretches.append(Stretch(start: start, end: end, kind: kind))
  }

  /// Notes where it is at a sampled instant.
  mutating func noteMotion(_ redactionBox: RedactionBox, sample: Int) {
    motion.add(redactionBox.box, sample: sample)
  }
}

/// Where a track begins or ends.
public enum Edge: String, Sendable, Encodable, CaseIterable {
  /// With the video itself.
  case video
  /// At the picture's border: the face came in or went out.
  case border
  /// At a scene cut.
  case cut
  /// In the middle of the picture, which a face cannot do: it was seen late, or lost.
  case sudden
}
