import Geometry

/// The sampled instants and cuts that are known but lie after the newest frame.
struct PendingSamples: Sendable {
  private var samples: [MediaTime] = []
  private var cuts: [SceneCut] = []
  /// Whether the source of samples has no more.
  var areSamplesOver = false

  /// Notes a sampled instant.
  mutating func add(sample: MediaTime) { samples.append(sample) }

  /// Notes a cut.
  mutating func add(_ cut: SceneCut) { cuts.append(cut) }

  /// Takes what a frame passes.
  mutating func take(upTo time: MediaTime) -> LocatedFrame.Passed {
    var passed = LocatedFrame.Passed()
    passed.samples = samples.filter { $0 <= time }
    passed.cuts = cuts.filter { $0.place <= time }.map(\.time)
    if !passed.samples.isEmpty { samples.removeAll { $0 <= time } }
    if !passed.cuts.isEmpty { cuts.removeAll { $0.place <= time } }
    passed.areSamplesOver = areSamplesOver && samples.isEmpty
    return passed
  }
}
