public import Geometry
public import Tracking

extension FlowTracker {
  /// Between which two frames the pixels around a face stop being the same on the way from one of its samples to the
  /// next, given by their times; nil where they do not, or that cannot be told.
  ///
  /// From one frame to the next a face and what is around it change little, however fast it turns in a whole sampling
  /// interval: where they do not look alike at all, neither where the face was, nor where it will be, nor on the way,
  /// while all other frames do, the picture was cut, and who is seen after it is somebody else.
  public func pixelBreak(in step: TrackStep) -> (last: MediaTime, first: MediaTime)? {
    let frames = frames(between: step.start, step.end)
    guard frames.count > 1 else { return nil }
    let changes = Self.places(in: step, at: frames).map { places in
      let patches = zip(frames, places).map { Patch($0.picture, $1) }
      return zip(patches, patches.dropFirst()).map { $0.correlation(with: $1) ?? 1 }
    }
    let alike = (1..<frames.count).map { index in changes.map { $0[index - 1] }.max() ?? 1 }
    guard let index = alike.indices.min(by: { alike[$0] < alike[$1] }), alike[index] < Self.unlike else {
      return nil
    }
    let others = alike.sorted()
    guard alike.count == 1 || others[alike.count / 2] - alike[index] > Self.outstanding else { return nil }
    return (frames[index].time, frames[index + 1].time)
  }

  /// Where to look at each frame: where the face was, where it will be, and on the way; with what is around it.
  private static func places(in step: TrackStep, at frames: [Frame]) -> [[Box]] {
    let span = max(1e-9, (step.end - step.start).seconds)
    let key = frames.map { frame -> Box in
      let part = max(0, min(1, (frame.time - step.start).seconds / span))
      func blend(_ a: Double, _ b: Double) -> Double { a + (b - a) * part }
      return Box(
        left: blend(step.from.left, step.to.left), top: blend(step.from.top, step.to.top),
        width: blend(step.from.width, step.to.width), height: blend(step.from.height, step.to.height))
    }
    let places = [frames.map { _ in step.from }, frames.map { _ in step.to }, key]
    return places.map { $0.map { $0.grown(by: around) } }
  }

  /// How far around a face is looked, as a ratio of its size on each side.
  private static let around = 0.3
  /// The likeness of two frames that no face that is one has; on the clips tried they have 0.9 and more, across a cut
  /// less than 0.3.
  private static let unlike = 0.6
  /// By how much less it is than between the other frames.
  private static let outstanding = 0.2
}
