public import Geometry

/// A sample in which a track was detected.
struct TrackPoint: Equatable, Sendable {
  // The first member, since the time is used most often.
  let cameraSample: Camera.Sample
  /// The sampling interval here: how far a redaction box reaches beyond this point if the track ends.
  private(set) var interval = MediaTime.zero
  /// Whether later samples have been used; before that, the point has no redaction box.
  private(set) var isSmoothed = false
  /// Whether the smoothed state is final.
  var isFinalized = false
  /// Whether the assignment to the previous point was unambiguous.
  let isUnambiguous: Bool
  let observation: Observation
  /// The coordinates of the observed box in the camera's reference frame.
  let coordinates: SIMD4<Double>
  /// What the observations up to this one tell of the track.
  var evidence: TrackEvidence
  /// The state filtered up to this sample.
  let filtered: FaceState
  /// The state smoothed with the samples beyond this one.
  private(set) var smoothed: FaceState

  @inline(__always)
  init(
    _ observation: Observation, _ coordinates: SIMD4<Double>, at cameraSample: Camera.Sample,
    filtered: FaceState, _ evidence: TrackEvidence, isUnambiguous: Bool
  ) {
    self.isUnambiguous = isUnambiguous
    self.evidence = evidence
    self.cameraSample = cameraSample
    self.observation = observation
    self.coordinates = coordinates
    self.filtered = filtered
    smoothed = filtered
  }

  var time: MediaTime { cameraSample.time }
  /// The smoothed coordinates in the video frame.
  var inImageCoordinates: SIMD4<Double> {
    smoothed.value + SIMD4(lowHalf: cameraSample.shift, highHalf: .zero)
  }

  /// Sets the smoothed state, final or provisional.
  mutating func setSmoothed(_ state: FaceState, interval: MediaTime, isFinalized: Bool) {
    smoothed = state
    self.interval = interval
    isSmoothed = true
    self.isFinalized = isFinalized
  }
}

/// A detection of one sample: a box, with what the detector reports about it.
public struct Observation: Hashable, Sendable {
  /// In ratios of the frame size; may extend past the frame.
  public var box: Box
  /// The detector's confidence, 0...100.
  public var confidence: Double
  /// The detector's identity (`Person.Index`), if any: evidence, not ground truth.
  public var identity: Int64?
  /// Flags, one bit each, that the tracker passes through.
  public var marks: UInt32

  public init(box: Box, confidence: Double = 100, identity: Int64? = nil, marks: UInt32 = 0) {
    self.box = box
    self.confidence = confidence
    self.identity = identity
    self.marks = marks
  }
}
