import Detections
import Geometry
import Tracking

/// Says which boxes cover a frame: feeds the detections to the tracker just far enough ahead of the frame.
///
/// Frames must come in the order of their times.
actor Locator {
  private let detections: DetectionTimeline
  private var tracker: Tracker
  private var nextSample = 0
  private var isFinished = false

  init(detections: DetectionTimeline, options: TrackerOptions) {
    self.detections = detections
    tracker = Tracker(options)
  }

  /// How many tracks have been started so far.
  var trackCount: Int { tracker.trackCount }

  /// What to hide at an instant, in ratios of the displayed picture.
  func covers(at time: MediaTime) -> [Cover] {
    while tracker.decidedUntil <= time, !isFinished { feed() }
    return tracker.covers(at: time)
  }

  private func feed() {
    guard nextSample < detections.count else {
      tracker.finish()
      isFinished = true
      return
    }
    tracker.add(detections[nextSample])
    nextSample += 1
  }
}
