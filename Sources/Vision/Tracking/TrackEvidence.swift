/// What the observations of a track up to a time tell of it.
struct TrackEvidence: Equatable, Sendable {
  /// The highest confidence, 0...100.
  private(set) var confidence = 0.0
  /// The support for the track (``TrackConfirmation``).
  private(set) var support = 0

  mutating func add(_ observation: Observation, _ confirmation: TrackConfirmation) {
    confidence = max(confidence, observation.confidence)
    support += confirmation.support(of: observation)
  }

  mutating func add(_ other: TrackEvidence) {
    confidence = max(confidence, other.confidence)
    support += other.support
  }

  /// Whether it makes the track likely enough.
  var isSufficient: Bool { support >= TrackConfirmation.sufficient }
}
