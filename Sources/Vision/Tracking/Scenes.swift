public import Geometry

/// The scene cuts and the samples around the requested times: to which scene a time belongs, and whether the detector
/// looked at that scene.
struct Scenes: Sendable {
  /// In ascending order.
  private var cuts: [MediaTime] = []
  private var samples: [Sample] = []
  var known = KnownExtent()

  private struct Sample {
    let time: MediaTime
    /// The sampling interval as estimated here: later estimates must not change earlier redaction boxes.
    let interval: MediaTime
  }

  mutating func add(sample time: MediaTime, interval: MediaTime) {
    samples.append(Sample(time: time, interval: interval))
  }

  /// Returns whether the cut is new.
  mutating func add(cut time: MediaTime) -> Bool {
    guard !cuts.contains(time) else { return false }
    cuts.insert(time, at: cuts.firstIndex { $0 > time } ?? cuts.endIndex)
    return true
  }

  /// The scene that contains a time.
  func scene(at time: MediaTime) -> Range<MediaTime> {
    let start = cuts.last { $0 <= time } ?? Self.beginning
    return start..<(cuts.first { $0 > time } ?? Self.end)
  }

  /// The last sample up to a time, or the time itself if there is none.
  func lastSample(upTo time: MediaTime) -> MediaTime { samples.last { $0.time <= time }?.time ?? time }

  /// Drops what no time from `time` on depends on: the scene there may have neither sample nor cut any more.
  mutating func forget(before time: MediaTime) {
    while cuts.count > 1, cuts[1] <= time { cuts.removeFirst() }
    while samples.count > 1, samples[1].time <= time { samples.removeFirst() }
  }

  /// What surrounds a time whose scene has no sample; nil if it has one.
  ///
  /// A response may list no samples without detections, so a scene that is longer than the sampling interval had one.
  /// While cuts are known to a time before the next sample only, that sample may be of another scene.
  func unsampled(at time: MediaTime) -> UnsampledScene? {
    guard !cuts.isEmpty else { return nil }
    let scene = scene(at: time)
    let (before, after) = (samples.last { $0.time <= time }, samples.first { $0.time > time })
    if let before, before.time >= scene.lowerBound { return nil }
    if let after, after.time < scene.upperBound, after.time <= known.cuts { return nil }
    guard let interval = (after ?? before)?.interval,
      scene.lowerBound > Self.beginning || scene.upperBound < Self.end
    else { return nil }
    let length = min(scene.upperBound, known.frames) - max(.zero, scene.lowerBound)
    guard length.seconds <= Self.longestInterval * interval.seconds else { return nil }
    return UnsampledScene(before: before?.time, after: after?.time, cuts: cuts, at: time)
  }

  /// The longest distance of two samples, in sampling intervals: samples lie on frames, and intervals alternate.
  private static let longestInterval = 1.5
  private static let beginning = MediaTime(nanoseconds: .min / 2)
  private static let end = MediaTime(nanoseconds: .max)
}

/// The nearest instants that tell where faces are on both sides of a scene without a sample.
struct UnsampledScene: Equatable, Sendable {
  /// The next sample.
  let after: MediaTime?
  /// In the scene of the sample before: that sample, and the end of its scene. In the scene of the next one: its
  /// beginning, and the sample.
  let instants: [MediaTime]

  fileprivate init(before: MediaTime?, after: MediaTime?, cuts: [MediaTime], at time: MediaTime) {
    self.after = after
    var instants: [MediaTime] = []
    if let before, let cut = cuts.first(where: { $0 > before }), cut <= time {
      instants += [before, cut - MediaTime(nanoseconds: 1)]
    }
    if let after, let cut = cuts.last(where: { $0 <= after }), cut > time { instants += [cut, after] }
    self.instants = instants
  }
}

/// How far ahead frames and cuts are known.
public struct KnownExtent: Hashable, Sendable {
  /// The time of the newest frame.
  public var frames: MediaTime
  /// All cuts up to this time are known.
  public var cuts: MediaTime

  /// Everything is known by default.
  public init(
    frames: MediaTime = MediaTime(nanoseconds: .max), cuts: MediaTime = MediaTime(nanoseconds: .max)
  ) {
    (self.frames, self.cuts) = (frames, cuts)
  }
}
