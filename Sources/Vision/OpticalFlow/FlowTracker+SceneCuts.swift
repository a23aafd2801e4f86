import Geometry
public import Tracking

extension FlowTracker {
  /// The two frames between which the pixels around a face change abruptly on the way from one sample to the
  /// next, given by their timestamps; nil if there is no such change, or if fewer than two frames are known.
  ///
  /// From one frame to the next, a face and its surroundings change little, however much it moves in a
  /// sampling interval. If two frames correlate by less than `cutCorrelation` (Pearson's coefficient) at
  /// the first box, at the last and in between, while all other frames correlate, there is a scene cut, and the face
  /// after it is another one.
  ///
  /// - Throws: ``MissingFinding``.
  public mutating func sceneCut(in step: TrackStep) throws -> FlowChange? {
    let frames = frames(between: step.start, step.end)
    guard frames.count > 1, let first = frames.first, let last = frames.last else { return nil }
    let compared = ComparedStep(step: step, first: first.time, last: last.time)
    let images = frames.compactMap(\.image)
    guard images.count == frames.count else {
      guard let known = findings.changes[compared] else { throw MissingFinding() }
      return known
    }
    let change = Self.change(in: step, frames, images)
    keep(change, of: compared)
    return change
  }

  private static func change(in step: TrackStep, _ frames: [Frame], _ images: [LumaFrame]) -> FlowChange? {
    let patches = places(in: step, at: frames).map { places in
      zip(images, places).map { Patch($0, $1) }
    }
    /// The highest correlation of two frames, of all places.
    func correlation(_ first: Int, _ second: Int) -> Double {
      patches.map { $0[first].correlation(with: $0[second]) ?? 1 }.max() ?? 1
    }
    let correlations = (1..<frames.count).map { correlation($0 - 1, $0) }
    guard let index = correlations.indices.min(by: { correlations[$0] < correlations[$1] }),
      correlations[index] < cutCorrelation
    else { return nil }
    let others = correlations.sorted()
    guard correlations.count == 1 || others[correlations.count / 2] - correlations[index] > prominence
    else { return nil }
    // After a flash, the face is as before.
    let before = max(0, index - flash)...index
    let after = index + 1...min(frames.count - 1, index + 1 + flash)
    let returns = before.contains { old in after.contains { correlation(old, $0) >= cutCorrelation } }
    return returns
      ? nil : FlowChange(lastBefore: frames[index].time, firstAfter: frames[index + 1].time)
  }

  /// The regions to compare in each frame: at the first box, at the last box, and interpolated; each with its
  /// surroundings.
  private static func places(in step: TrackStep, at frames: [Frame]) -> [[Box]] {
    let span = max(1e-9, (step.end - step.start).seconds)
    let interpolated = frames.map { frame -> Box in
      let fraction = max(0, min(1, (frame.time - step.start).seconds / span))
      func blend(_ a: Double, _ b: Double) -> Double { a + (b - a) * fraction }
      return Box(
        left: blend(step.from.left, step.to.left), top: blend(step.from.top, step.to.top),
        width: blend(step.from.width, step.to.width), height: blend(step.from.height, step.to.height))
    }
    let places = [frames.map { _ in step.from }, frames.map { _ in step.to }, interpolated]
    return places.map { $0.map { $0.grown(by: margin) } }
  }

  /// The ratio of the box size that is added on each side.
  private static let margin = 0.3
  /// The correlation of two frames below which they cannot show the same face; on the clips tested it is 0.9
  /// and more within a scene, and less than 0.3 across a cut.
  private static let cutCorrelation = 0.6
  /// The most frames of a flash.
  private static let flash = 2
  /// The minimum difference to the median correlation of the other frames.
  private static let prominence = 0.2
}
