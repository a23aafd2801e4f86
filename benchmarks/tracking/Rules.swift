import Evaluating
import Geometry
import Tracking

/// A way to decide what is hidden on each frame.
struct Rule: Sendable {
  var name: String
  /// The curve of a knob that it is a point of.
  var curve: String?
  /// What it hides at each of some instants, from what was detected.
  var hide: @Sendable ([Sample], [MediaTime]) -> [[Shape]]
}

extension Rule {
  /// A rule that hides plain boxes.
  private static func ofBoxes(
    _ name: String, curve: String? = nil, _ boxes: @escaping @Sendable ([Sample], [MediaTime]) -> [[Box]]
  ) -> Rule {
    Rule(name: name, curve: curve) { boxes($0, $1).map { $0.map { Shape($0) } } }
  }

  /// The rules people use today.
  static let today = [frozen, nearest, linear, coasting]

  /// The tracker with a point of its knobs.
  static func tracker(coverage: Double, margin: Double) -> Rule {
    let name = "frameveil at \(coverage)" + (margin > 0 ? " + \(margin)" : "")
    let options = TrackerOptions(coverage: coverage, margin: margin)
    return tracker(
      options, name, margin > 0 ? nil : ourCurve, hasCorners: false)
  }

  /// The tracker as it is when nothing is chosen.
  static let `default` = tracker(TrackerOptions(), "frameveil's defaults (with a margin)", nil)

  /// The name of the tracker's curve.
  static let ourCurve = "frameveil at 0.5 to 0.999"

  /// `hasCorners` for the one whose head-shaped regions are measured, which takes time.
  private static func tracker(
    _ options: TrackerOptions, _ name: String, _ curve: String?, hasCorners: Bool = true
  ) -> Rule {
    Rule(name: name, curve: curve) { samples, times in
      var tracker = Tracker(options)
      for sample in samples { tracker.add(time: sample.time, sample.observations) }
      tracker.finish()
      return times.map {
        tracker.redactionBoxes(at: $0).map { Shape($0.box, radii: hasCorners ? $0.cornerRadii : .zero) }
      }
    }
  }

  /// Each box frozen for half a second and a frame, padded by 7 and 10 pixels of a 1080p picture, as the sample
  /// `rekognition-video-people-blurring` of AWS does.
  static let frozen = ofBoxes("half a second frozen (AWS sample)") { samples, times in
    let pad = (x: 7.0 / 1920, y: 10.0 / 1080)
    return times.map { time in
      let near = samples.filter { (0...0.541).contains(time.seconds - $0.time.seconds) }
      return near.flatMap(\.observations).map { observation in
        let box = observation.box
        return Box(
          left: box.left - pad.x, top: box.top - pad.y, width: box.width + 2 * pad.x,
          height: box.height + 2 * pad.y)
      }
    }
  }

  /// The boxes of the nearest sample.
  static let nearest = ofBoxes("nearest sample") { samples, times in
    times.map { time in
      let near = samples.min { abs(($0.time - time).nanoseconds) < abs(($1.time - time).nanoseconds) }
      return near?.observations.map(\.box) ?? []
    }
  }

  /// Linear between boxes of samples that follow each other and overlap, held an interval at both ends.
  static let linear = ofBoxes("linear by IoU", curve: "linear by IoU + 0 to 0.3") { samples, times in
    let interval = samples.count > 1 ? samples[1].time - samples[0].time : MediaTime.zero
    var hidden = Array(repeating: [Box](), count: times.count)
    func hold(_ box: Box, _ from: MediaTime, _ until: MediaTime) {
      for frame in times.indices(after: from, before: until) { hidden[frame].append(box) }
    }
    var continued: Set<Int> = []
    for (index, sample) in samples.enumerated() {
      let next = index + 1 < samples.count ? samples[index + 1].observations.map(\.box) : []
      let pairs = pairedByOverlap(sample.observations.map(\.box), next)
      for (here, observation) in sample.observations.enumerated() {
        let box = observation.box
        hold(box, sample.time - MediaTime(nanoseconds: 1), sample.time + MediaTime(nanoseconds: 1))
        if !continued.contains(here) { hold(box, sample.time - interval, sample.time) }
        guard let there = pairs[here] else {
          hold(box, sample.time, sample.time + interval)
          continue
        }
        let end = samples[index + 1].time
        for frame in times.indices(after: sample.time, before: end) {
          let share = (times[frame] - sample.time).seconds / (end - sample.time).seconds
          hidden[frame].append(box.blended(with: next[there], share))
        }
      }
      continued = Set(pairs.values)
    }
    return hidden
  }

  /// The same, each box grown on each side by a ratio of its size.
  static func linear(margin: Double) -> Rule {
    Rule(name: "linear by IoU + \(margin)", curve: linear.curve) { samples, times in
      linear.hide(samples, times).map { $0.map { Shape($0.box.grown(by: margin)) } }
    }
  }

  /// A causal constant-velocity prediction matched by overlap, dropped when it is not seen again: SORT
  /// (Bewley 2016) with its Kalman filter in its steady state.
  static let coasting = ofBoxes("SORT-style coasting") { samples, times in
    var hidden = Array(repeating: [Box](), count: times.count)
    var coasters: [Coaster] = []
    for (index, sample) in samples.enumerated() {
      let predicted = coasters.map { $0.box(at: sample.time) }
      let boxes = sample.observations.map(\.box)
      let pairs = pairedByOverlap(predicted, boxes)
      var next = pairs.map { coasters[$0.key].corrected(boxes[$0.value], at: sample.time) }
      let matched = Set(pairs.values)
      next += boxes.indices.filter { !matched.contains($0) }.map { Coaster(boxes[$0], sample.time) }
      coasters = next
      let end = index + 1 < samples.count ? samples[index + 1].time : MediaTime(nanoseconds: .max)
      for frame in hidden.indices where times[frame] >= sample.time && times[frame] < end {
        hidden[frame] = coasters.map { $0.box(at: times[frame]) }
      }
    }
    return hidden
  }
}

/// A face that coasts on at its last speed.
private struct Coaster {
  var box: Box
  var speed = (x: 0.0, y: 0.0)
  var time: MediaTime

  init(_ box: Box, _ time: MediaTime) {
    self.box = box
    self.time = time
  }

  func box(at time: MediaTime) -> Box {
    let span = (time - self.time).seconds
    var moved = box
    moved.left += speed.x * span
    moved.top += speed.y * span
    return moved
  }

  func corrected(_ seen: Box, at time: MediaTime) -> Coaster {
    let predicted = box(at: time)
    let span = (time - self.time).seconds
    var next = Coaster(predicted.blended(with: seen, 0.8), time)
    next.speed.x = speed.x + 0.5 * (seen.centerX - predicted.centerX) / span
    next.speed.y = speed.y + 0.5 * (seen.centerY - predicted.centerY) / span
    return next
  }
}

extension [MediaTime] {
  /// The indices of those of rising instants that lie between two others.
  fileprivate func indices(after start: MediaTime, before end: MediaTime) -> Range<Int> {
    let first = count(below: MediaTime(nanoseconds: start.nanoseconds + 1))
    return first..<Swift.max(first, count(below: end))
  }

  private func count(below time: MediaTime) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension Box {
  fileprivate func blended(with other: Box, _ share: Double) -> Box {
    Box(
      left: left + share * (other.left - left), top: top + share * (other.top - top),
      width: width + share * (other.width - width), height: height + share * (other.height - height))
  }
}

/// Pairs boxes by descending overlap, at least 0.3 as SORT asks.
private func pairedByOverlap(_ before: [Box], _ after: [Box]) -> [Int: Int] {
  var candidates: [(iou: Double, from: Int, to: Int)] = []
  for (from, a) in before.enumerated() {
    for (to, b) in after.enumerated() where a.iou(b) >= 0.3 { candidates.append((a.iou(b), from, to)) }
  }
  candidates.sort { ($0.iou, $1.from, $1.to) > ($1.iou, $0.from, $0.to) }
  var pairs: [Int: Int] = [:]
  var taken: Set<Int> = []
  for candidate in candidates where pairs[candidate.from] == nil && !taken.contains(candidate.to) {
    pairs[candidate.from] = candidate.to
    taken.insert(candidate.to)
  }
  return pairs
}
