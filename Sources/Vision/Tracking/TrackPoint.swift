import Geometry

/// One instant at which a track was detected.
struct TrackPoint: Equatable, Sendable {
  // First, since most that is asked of a knot is when it was.
  let cameraSample: Camera.Sample
  /// The sampling interval around this knot: how far a cover reaches beyond it where the track ends.
  private(set) var interval = MediaTime.zero
  /// Whether the samples beyond this one have been looked at: before that it has no cover of its own.
  private(set) var isSmoothed = false
  /// Whether all that will be looked at have been.
  var isFinalized = false
  /// Whether there was no doubt that it goes on from the one before.
  let isCertain: Bool
  let observation: Observation
  /// The coordinates of its box.
  let coordinates: SIMD4<Double>
  /// What is known from the samples up to this one.
  let filtered: FaceState
  /// What is known with the samples beyond this one, too.
  private(set) var smoothed: FaceState

  /// An observation, and what the samples up to it tell.
  @inline(__always)
  init(
    _ observation: Observation, _ coordinates: SIMD4<Double>, at cameraSample: Camera.Sample,
    filtered: FaceState,
    isCertain: Bool
  ) {
    self.isCertain = isCertain
    self.cameraSample = cameraSample
    self.observation = observation
    self.coordinates = coordinates
    self.filtered = filtered
    smoothed = filtered
  }

  var time: MediaTime { cameraSample.time }
  /// The smoothed coordinates in the picture.
  var inPicture: SIMD4<Double> { smoothed.value + SIMD4(lowHalf: cameraSample.shift, highHalf: .zero) }

  /// Notes what is known here, for good or for now.
  mutating func learn(_ state: FaceState, interval: MediaTime, isFinalized: Bool) {
    smoothed = state
    self.interval = interval
    isSmoothed = true
    self.isFinalized = isFinalized
  }
}
