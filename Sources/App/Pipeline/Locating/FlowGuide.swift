import Core
import Detections
import Geometry
import Media
import OpenCV
import OpticalFlow
import Tracking

/// Tracks detected faces by optical flow through the look-ahead frames, on downscaled luma.
struct FlowGuide: Sendable {
  private var tracker: FlowTracker
  private let orientation: Orientation

  /// The tracker with the flow tracks found so far.
  var evidence: FlowTracker { tracker }

  /// - Parameter keepsFindings: whether ``findings`` is to have what the frames say.
  init(orientation: Orientation, keepsFindings: Bool = false) {
    self.orientation = orientation
    tracker = FlowTracker(keepsFindings: keepsFindings)
  }

  /// Tracks faces by what is known of the frames of a format.
  init(knowing findings: FlowFindings, of format: FrameFormat, orientation: Orientation) {
    self.orientation = orientation
    let size = LumaFrame.reducedSize(of: format.size, orientation: orientation, maxSide: Self.side)
    tracker = FlowTracker(knowing: findings, bytesPerFrame: size.width * size.height)
  }

  /// What the frames have said so far, if it is kept, or what is known of them.
  var findings: FlowFindings {
    get { tracker.findings }
    _modify { yield &tracker.findings }
  }

  /// Adds the next frame.
  mutating func observe(_ frame: TimedFrame) throws {
    guard frame.known == nil else { return try tracker.addKnownFrame(at: frame.timestamp) }
    let luma = try frame.frame.read {
      try LumaFrame(of: $0, orientation: orientation, maxSide: Self.side)
    }
    try tracker.add(luma, at: frame.timestamp)
  }

  /// Ends the flow tracks before frames that are not observed.
  mutating func interrupt() { tracker.interrupt() }

  /// How far from the sample of a face a frame is used at most.
  static let span = FlowTracker.maxSpan

  /// Adds the boxes of a sample. Moderation labels cover the whole frame and are not tracked.
  mutating func add(_ sample: DetectionSample) throws {
    try tracker.add(sample.boxes.filter { $0.subject != .moderation }.map(\.box), at: sample.time)
  }

  /// Ends the flow tracks at a scene cut; `time` is the first frame after it.
  mutating func cut(at time: MediaTime) { tracker.cut(at: time) }

  /// The scene cut at which the pixels along a track step stop matching the face; nil if they match
  /// throughout.
  mutating func sceneCut(in step: TrackStep) throws -> SceneCut? {
    try tracker.sceneCut(in: step).map { SceneCut(before: $0.firstAfter, after: $0.lastBefore) }
  }

  /// Drops the data that no frame from `time` on needs.
  mutating func forget(before time: MediaTime) { tracker.forget(before: time) }

  /// The longer side of the downscaled frames in pixels.
  private static let side = 640
}
