import Core
import Geometry
import Media
import Reporting
import Tracking

/// A frame and what covers it.
struct LocatedFrame: Sendable {
  var frame: Frame
  /// What the run knows the frame by.
  var instant: MediaTime
  var redactionBoxes: [RedactionBox]
  var passed = Passed()

  /// What was looked at and what was cut since the frame before.
  struct Passed: Sendable {
    var samples: [MediaTime] = []
    var cuts: [MediaTime] = []
    /// Whether there are no samples after it.
    var areSamplesOver = false
  }

  /// The same, as far as its coverage goes.
  var covered: CoveredFrame {
    CoveredFrame(
      time: instant, end: instant + (frame.duration ?? .zero), redactionBoxes: redactionBoxes,
      samples: passed.samples,
      cuts: passed.cuts, areSamplesOver: passed.areSamplesOver, isDamaged: frame.isDamaged)
  }
}
