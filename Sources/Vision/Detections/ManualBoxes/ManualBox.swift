public import Geometry

/// A manually drawn box: redacted from its first keyframe to its last, with linear interpolation in between.
public struct ManualBox: Hashable, Sendable {
  public struct Keyframe: Hashable, Sendable {
    /// The time since the first displayed frame.
    public var time: MediaTime
    /// In ratios of the displayed frame.
    public var box: Box

    public init(time: MediaTime, box: Box) {
      self.time = time
      self.box = box
    }
  }

  /// The name in the report.
  public var label: String
  /// At least two, in increasing order of time.
  public let keyframes: [Keyframe]

  /// Returns nil for fewer than two keyframes, or if their times do not increase.
  public init?(label: String = "", keyframes: [Keyframe]) {
    guard keyframes.count >= 2, zip(keyframes, keyframes.dropFirst()).allSatisfy({ $0.time < $1.time }) else {
      return nil
    }
    self.label = label
    self.keyframes = keyframes
  }

  /// The time from the first keyframe to the last.
  public var span: ClosedRange<MediaTime> { keyframes[0].time...keyframes[keyframes.count - 1].time }

  /// The box at the start of a frame's display interval, if that overlaps the span; nil otherwise.
  public func box(while shown: Range<MediaTime>) -> Box? {
    guard shown.lowerBound <= span.upperBound, shown.upperBound > span.lowerBound else { return nil }
    return position(at: shown.lowerBound)
  }

  /// The interpolated box at a time, clamped to the first and last keyframe.
  private func position(at time: MediaTime) -> Box {
    guard let next = keyframes.firstIndex(where: { $0.time > time }) else {
      return keyframes[keyframes.count - 1].box
    }
    guard next > 0 else { return keyframes[0].box }
    let (a, b) = (keyframes[next - 1], keyframes[next])
    let part = (time - a.time).seconds / (b.time - a.time).seconds
    let mix = { (from: Double, to: Double) in from + part * (to - from) }
    return Box(
      left: mix(a.box.left, b.box.left), top: mix(a.box.top, b.box.top), width: mix(a.box.width, b.box.width),
      height: mix(a.box.height, b.box.height))
  }
}
