public import Geometry

/// A box that a person drew: hidden from its first keyframe to its last, on a straight line between two.
public struct ManualBox: Hashable, Sendable {
  /// A place at an instant.
  public struct Keyframe: Hashable, Sendable {
    /// The instant, counted from the first displayed frame.
    public var time: MediaTime
    /// The place, in ratios of the displayed picture.
    public var box: Box

    /// Makes a keyframe.
    public init(time: MediaTime, box: Box) {
      self.time = time
      self.box = box
    }
  }

  /// What it is called in the report.
  public var label: String
  /// Two or more, in rising order of time.
  public let keyframes: [Keyframe]

  /// Makes a box; nil for fewer than two keyframes, or times that do not rise.
  public init?(label: String = "", keyframes: [Keyframe]) {
    guard keyframes.count >= 2, zip(keyframes, keyframes.dropFirst()).allSatisfy({ $0.time < $1.time }) else {
      return nil
    }
    self.label = label
    self.keyframes = keyframes
  }

  /// From the first keyframe to the last.
  public var span: ClosedRange<MediaTime> { keyframes[0].time...keyframes[keyframes.count - 1].time }

  /// What to hide on a frame: where the box is at the frame's time. A frame that is on screen at any time of the
  /// span counts; nil for others.
  public func box(while shown: Range<MediaTime>) -> Box? {
    guard shown.lowerBound <= span.upperBound, shown.upperBound > span.lowerBound else { return nil }
    return place(at: shown.lowerBound)
  }

  /// The place at an instant; beyond the ends, that at the end.
  private func place(at time: MediaTime) -> Box {
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
