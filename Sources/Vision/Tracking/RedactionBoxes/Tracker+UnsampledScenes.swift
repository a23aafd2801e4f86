public import Geometry

/// Scenes that are shorter than the sampling interval may have no sample: nobody looked for faces there.
extension Tracker {
  /// Whether a time belongs to a scene without a sample, as far as samples and cuts are known.
  public func isUnsampled(at time: MediaTime) -> Bool { scenes.unsampled(at: time) != nil }

  /// Whether the redaction boxes at a time can no longer change. In a scene without a sample, they depend on the next
  /// sample.
  public func isDecided(at time: MediaTime) -> Bool {
    guard let unsampled = scenes.unsampled(at: time) else { return decidedUntil > time }
    return decidedUntil > max(time, unsampled.after ?? Self.end)
  }

  /// The redaction boxes that a scene without a sample takes from the scenes before and after it, one for each track:
  /// two scenes of one place often show a face in about the same position.
  mutating func adjacentBoxes(at time: MediaTime) -> [RedactionBox] {
    guard let unsampled = scenes.unsampled(at: time) else { return [] }
    var taken: [Int: RedactionBox] = [:]
    for var redactionBox in unsampled.instants.flatMap({ ownBoxes(at: $0) }) {
      // It may be anybody's face.
      (redactionBox.reason, redactionBox.marks) = (.adjacentScene, 0)
      taken[redactionBox.track, default: redactionBox].formUnion(redactionBox)
    }
    return taken.values.sorted { $0.track < $1.track }
  }

  private static let end = MediaTime(nanoseconds: .max - 1)
}
