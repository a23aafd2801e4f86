import Core
import Geometry
import Media
import Reporting
import Tracking

/// A frame with its redaction boxes.
struct LocatedFrame: Sendable {
  var frame: Frame
  /// The unique timestamp of the frame, from its ``TimedFrame``.
  var timestamp: MediaTime
  var redactionBoxes: [RedactionBox]
  var passed = Passed()

  /// The samples and scene cuts after the previous frame, up to this one.
  struct Passed: Sendable {
    var samples: [MediaTime] = []
    var cuts: [MediaTime] = []
    /// Whether no sample follows this frame.
    var isLastSamplePassed = false
  }

  /// The data of the frame for the coverage log.
  var covered: CoveredFrame {
    CoveredFrame(
      time: timestamp, end: timestamp + (frame.duration ?? .zero), redactionBoxes: redactionBoxes,
      samples: passed.samples,
      cuts: passed.cuts, isLastSamplePassed: passed.isLastSamplePassed, isDamaged: frame.isDamaged)
  }
}
