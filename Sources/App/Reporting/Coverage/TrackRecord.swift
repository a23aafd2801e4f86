public import Geometry
public import Tracking

/// The coverage of one track. Memory grows with the number of stretches, not with the number of frames.
public struct TrackRecord: Sendable {
  /// The track number, from 0.
  public let number: Int
  /// The track number as shown to users and used in selection rules, from 1.
  public var displayNumber: Int { number + 1 }
  /// The name on the page and in selection rules: `track:3`.
  public var name: String { "track:\(displayNumber)" }
  /// The number of frames on which the track is redacted.
  public private(set) var frames = 0
  /// The redacted spans in order of time.
  public private(set) var stretches: [CoverageSpan] = []
  /// The lowest confidence of its detections, 0...100.
  public private(set) var minConfidence = 100.0
  /// The largest redaction box, without hold-over boxes.
  public private(set) var largest: Box
  public let begins: TrackBoundary
  /// The end of the track; `video` while the track goes on.
  public var ends = TrackBoundary.video

  private var confidenceSum = 0.0
  private var motion = MotionHistogram()
  private var newestFrame = -2

  init(_ redactionBox: RedactionBox, begins: TrackBoundary) {
    number = redactionBox.track
    largest = redactionBox.box
    self.begins = begins
  }

  /// The mean confidence of its detections over its frames, 0...100.
  public var meanConfidence: Double { frames > 0 ? confidenceSum / Double(frames) : 0 }
  /// The timestamp of the first frame.
  public var start: MediaTime { stretches.first?.start ?? .zero }
  /// The end of the last frame.
  public var end: MediaTime { stretches.last?.end ?? .zero }
  /// The median motion between two samples in face sizes; nil with too few samples.
  public var medianMotion: Double? { motion.median }

  /// Adds the box on a frame; `frame` is its running number. Adjacent boxes of one kind become one stretch.
  mutating func add(_ redactionBox: RedactionBox, frame: Int, from start: MediaTime, to end: MediaTime) {
    frames += 1
    confidenceSum += redactionBox.confidence
    minConfidence = min(minConfidence, redactionBox.confidence)
    if redactionBox.reason != .lingering, redactionBox.box.area > largest.area { largest = redactionBox.box }
    let (kind, isAdjacent) = (CoverageSpan.Kind(redactionBox.reason), newestFrame == frame - 1)
    newestFrame = frame
    if isAdjacent, let last = stretches.indices.last {
      // Without a frame duration, the timestamp of the next frame ends the stretch.
      stretches[last].end = start
      if stretches[last].kind == kind {
        stretches[last].end = end
        return
      }
    }
    stretches.append(CoverageSpan(start: start, end: end, kind: kind))
  }

  mutating func noteMotion(_ redactionBox: RedactionBox, sample: Int) {
    motion.add(redactionBox.box, sample: sample)
  }
}

/// The boundary of a track in time: how it begins or ends.
public enum TrackBoundary: String, Sendable, Encodable, CaseIterable {
  /// With the first or last frame of the video.
  case video
  /// At the frame border: the face entered or left the frame.
  case border
  /// At a scene cut.
  case cut
  /// Away from the frame border: the face was detected late, or lost.
  case sudden
}

/// A time span in which a track is redacted continuously and for one reason.
public struct CoverageSpan: Equatable, Sendable {
  public enum Kind: String, Sendable, Encodable, CaseIterable {
    /// The face was detected at the samples, or interpolated between adjacent samples.
    case detected
    /// Interpolated across a gap in the detections.
    case bridged
    /// Extrapolated before the first and after the last detection.
    case extended
    /// Tracked by optical flow to where the detections alone do not lead.
    case followed
    /// Taken from the scene of the track, in an adjacent scene without a sample.
    case adjacentScene
    /// Held over after the track was lost away from the frame border.
    case lingering

    public init(_ reason: RedactionBox.Reason) {
      switch reason {
      case .sample, .between: self = .detected
      case .bridged: self = .bridged
      case .extended: self = .extended
      case .followed: self = .followed
      case .adjacentScene: self = .adjacentScene
      case .lingering: self = .lingering
      }
    }
  }

  /// The timestamp of the first frame.
  public var start: MediaTime
  /// The end of the last frame.
  public var end: MediaTime
  public var kind: Kind

  public init(start: MediaTime, end: MediaTime, kind: Kind) {
    self.start = start
    self.end = end
    self.kind = kind
  }
}

/// Histogram of the motion of a face between two samples, in face sizes.
struct MotionHistogram: Sendable {
  private var counts = [UInt32](repeating: 0, count: 16)
  private var newest: (box: Box, sample: Int)?

  /// The bin width; the last bin holds all faster motion.
  private static let step = 0.125
  /// The minimum number of motions for a median.
  private static let minMotions = 4

  /// Adds the box at a sample; `sample` is its running number. Only consecutive samples make a motion.
  mutating func add(_ box: Box, sample: Int) {
    if let newest, newest.sample == sample - 1 {
      let horizontal = abs(box.centerX - newest.box.centerX) / max(1e-9, min(box.width, newest.box.width))
      let vertical = abs(box.centerY - newest.box.centerY) / max(1e-9, min(box.height, newest.box.height))
      let moved = max(horizontal, vertical) / Self.step
      counts[moved < Double(counts.count - 1) ? Int(moved) : counts.count - 1] += 1
    }
    newest = (box, sample)
  }

  /// The centre of the bin that holds the median; nil with fewer than ``minMotions`` motions.
  var median: Double? {
    let total = counts.reduce(0, +)
    guard total >= Self.minMotions else { return nil }
    var passed: UInt32 = 0
    let index = counts.firstIndex {
      passed += $0
      return 2 * passed >= total
    }
    return (Double(index ?? 0) + 0.5) * Self.step
  }
}
