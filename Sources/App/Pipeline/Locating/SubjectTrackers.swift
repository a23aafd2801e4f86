import Detections
import Geometry
import OpticalFlow
import Tracking

/// A tracker for each subject. A caption that stands still must not pass for a camera that does, and a face never goes on
/// as a line of text: the boxes of faces are the same whatever else is hidden. Tracks are numbered in common.
struct SubjectTrackers: Sendable {
  /// In the order of `Subject.allCases`. All get the same samples and cuts.
  private var trackers: [Tracker]
  /// The number of tracks started so far.
  private(set) var trackCount = 0

  init(_ options: TrackerOptions) {
    trackers = Subject.allCases.map { subject in
      var options = options
      // What the other detectors find is sure enough, and a word on a passing bus is seen once.
      if subject != .face { options.confirmation = .none }
      return Tracker(options)
    }
  }

  /// The number of tracks that were left out as doubtful.
  var doubtfulCount: Int { trackers.reduce(0) { $0 + $1.doubtful.count } }

  /// Where these were detected, if the options keep that.
  var doubtfulTracks: [DoubtfulTrack] { trackers.flatMap(\.doubtfulTracks) }

  /// How far the video is known.
  var known: KnownExtent {
    get { trackers[0].known }
    set { for index in trackers.indices { trackers[index].known = newValue } }
  }

  /// Whether the redaction boxes at a time can no longer change.
  func isDecided(at time: MediaTime) -> Bool { trackers[0].isDecided(at: time) }

  /// Whether a time lies in a scene without a sample.
  func isUnsampled(at time: MediaTime) -> Bool { trackers[0].isUnsampled(at: time) }

  mutating func add(_ sample: DetectionSample) {
    for (index, subject) in Subject.allCases.enumerated() {
      let boxes = sample.boxes.filter { $0.subject == subject }
      numbered(index) { $0.add(DetectionSample(time: sample.time, boxes: boxes)) }
    }
  }

  /// Ends all tracks at a scene cut; returns whether it is new.
  mutating func cut(at time: MediaTime) -> Bool {
    trackers.indices.reduce(false) { isNew, index in numbered(index) { $0.cut(at: time) } || isNew }
  }

  mutating func decide(upTo time: MediaTime) {
    for index in trackers.indices { trackers[index].decide(upTo: time) }
  }

  mutating func finish() {
    for index in trackers.indices { trackers[index].finish() }
  }

  /// The steps of the faces, or of the first other subject that has any: text laid over a video stays where it is across
  /// its cuts.
  func steps(after time: MediaTime, upTo end: MediaTime) -> [TrackStep] {
    trackers.lazy.map { $0.steps(after: time, upTo: end) }.first { !$0.isEmpty } ?? []
  }

  /// The boxes to redact at a time, with the optical flow between the samples if it is given.
  mutating func redactionBoxes(at time: MediaTime, guidedBy evidence: (some MotionEvidence)?)
    -> [RedactionBox]
  {
    var all: [RedactionBox] = []
    for (index, subject) in Subject.allCases.enumerated() {
      let boxes =
        if let evidence {
          trackers[index].redactionBoxes(at: time, guidedBy: evidence)
        } else {
          trackers[index].redactionBoxes(at: time)
        }
      all += boxes.map { $0.containing(subject) }
    }
    return all
  }

  /// The boxes to redact at a time, where every frame was looked at.
  mutating func redactionBoxes(at time: MediaTime) -> [RedactionBox] {
    redactionBoxes(at: time, guidedBy: FlowTracker?.none)
  }

  /// Changes a tracker, whose new tracks get the next numbers of all.
  private mutating func numbered<Value>(_ index: Int, _ change: (inout Tracker) -> Value) -> Value {
    trackers[index].trackCount = trackCount
    defer { trackCount = trackers[index].trackCount }
    return change(&trackers[index])
  }
}

extension RedactionBox {
  fileprivate func containing(_ subject: Subject) -> RedactionBox {
    var box = self
    box.content =
      switch subject {
      case .face: .face
      case .text: .text
      case .person, .label, .moderation: .other
      }
    return box
  }
}
