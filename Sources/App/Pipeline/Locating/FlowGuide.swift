import Core
import Detections
import Geometry
import Media
import OpenCV
import OpticalFlow
import Tracking

/// Follows what was detected through the frames that wait, reduced to small pictures.
struct FlowGuide: Sendable {
  private var guide = FlowTracker()
  private let orientation: Orientation

  /// What was found so far.
  var evidence: FlowTracker { guide }

  /// Makes a guide for frames that are turned for display.
  init(orientation: Orientation) {
    self.orientation = orientation
  }

  /// Looks at the next frame.
  mutating func show(_ frame: TimedFrame) throws {
    let picture = try frame.frame.read {
      try LumaFrame(of: $0, orientation: orientation, maxSide: Self.side)
    }
    try guide.add(picture, at: frame.instant)
  }

  /// Notes what was detected at an instant. What hides the whole picture goes nowhere.
  mutating func add(_ sample: DetectionSample) throws {
    try guide.add(sample.boxes.filter { $0.subject != .moderation }.map(\.box), at: sample.time)
  }

  /// Notes a scene cut at the first frame after it.
  mutating func cut(at time: MediaTime) { guide.cut(at: time) }

  /// Where the pixels of a face stop being the same on a track's step, as a cut.
  func pixelBreak(in step: TrackStep) -> SceneCut? {
    guide.pixelBreak(in: step).map { SceneCut(before: $0.first, after: $0.last) }
  }

  /// Forgets what no frame from an instant on needs.
  mutating func forget(before time: MediaTime) { guide.forget(before: time) }

  /// The longer side of the small pictures, in pixels.
  private static let side = 640
}
