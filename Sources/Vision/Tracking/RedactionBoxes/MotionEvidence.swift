public import Geometry

/// Optical flow between samples: where a detected face moved to, and where it came from.
public protocol MotionEvidence: Sendable {
  /// The flow path of an observed box through the frames after or before it; nil if unknown.
  func path(of box: Box, seenAt time: MediaTime, _ direction: FlowPath.Direction) -> FlowPath?
}

/// The path of a box through successive frames, starting at an observation.
public struct FlowPath: Hashable, Sendable {
  /// The direction of time along a path.
  public enum Direction: Hashable, Sendable {
    /// Forward from the observation.
    case forward
    /// Backward from the observation.
    case backward
  }

  /// The box at one frame of a path.
  public struct Place: Hashable, Sendable {
    public var time: MediaTime
    /// In ratios of the frame size.
    public var box: Box
    /// The variance of the centre's displacement since the observation, in face sizes squared.
    public var variance: Double
    /// The variance of the logarithm of the size's change since the observation.
    public var sizeVariance: Double
    /// Whether the box still matches the observed face.
    public var isReliable: Bool

    public init(time: MediaTime, box: Box, variance: Double, sizeVariance: Double, isReliable: Bool) {
      self.time = time
      self.box = box
      self.variance = variance
      self.sizeVariance = sizeVariance
      self.isReliable = isReliable
    }
  }

  /// The places in the order of the path: times increase or decrease with its direction.
  public private(set) var places: [Place]

  public init(from box: Box, at time: MediaTime) {
    places = [Place(time: time, box: box, variance: 0, sizeVariance: 0, isReliable: true)]
  }

  /// The last place.
  public var end: Place { places[places.count - 1] }

  public mutating func append(_ place: Place) { places.append(place) }

  /// Truncates the path after its longest prefix whose places satisfy a condition; the first place always
  /// remains.
  public mutating func end(while isKept: (Place) -> Bool) {
    let kept = places.prefix(while: isKept).count
    places.removeLast(places.count - max(1, kept))
  }

  /// The place at a time, linearly interpolated; nil outside the path.
  public func place(at time: MediaTime) -> Place? {
    let isForward = end.time >= places[0].time
    let span = isForward ? places[0].time...end.time : end.time...places[0].time
    guard span.contains(time) else { return nil }
    var (low, high) = (0, places.count - 1)
    while low < high {
      let middle = (low + high) / 2
      let isBefore = isForward ? places[middle].time < time : places[middle].time > time
      if isBefore { low = middle + 1 } else { high = middle }
    }
    guard low > 0, places[low].time != time else { return places[low] }
    return places[low - 1].blended(with: places[low], at: time)
  }
}

extension FlowPath.Place {
  fileprivate func blended(with other: Self, at time: MediaTime) -> Self {
    let share = (time - self.time).seconds / (other.time - self.time).seconds
    func blend(_ a: Double, _ b: Double) -> Double { a + (b - a) * share }
    return Self(
      time: time,
      box: Box(
        left: blend(box.left, other.box.left), top: blend(box.top, other.box.top),
        width: blend(box.width, other.box.width), height: blend(box.height, other.box.height)),
      variance: max(variance, other.variance), sizeVariance: max(sizeVariance, other.sizeVariance),
      isReliable: isReliable && other.isReliable)
  }
}
