public import Geometry

/// What the pictures between samples tell of where a detected face went, and where it came from.
public protocol MotionEvidence: Sendable {
  /// The way of an observed box through the pictures after or before it, or nil when nothing is known.
  func path(of box: Box, seenAt time: MediaTime, _ direction: FlowPath.Direction) -> FlowPath?
}

/// The way of a box through pictures, starting at an observation.
public struct FlowPath: Hashable, Sendable {
  /// Which way time runs along a path.
  public enum Direction: Hashable, Sendable {
    /// From the observation on.
    case forward
    /// From the observation back.
    case backward
  }

  /// A place along a path.
  public struct Place: Hashable, Sendable {
    /// When.
    public var time: MediaTime
    /// Where, in ratios of the picture.
    public var box: Box
    /// The variance of the way of the centre since the observation, in face sizes squared.
    public var variance: Double
    /// The variance of the logarithm of the change of size since the observation.
    public var sizeVariance: Double
    /// Whether the box still shows what was observed.
    public var isSure: Bool

    /// Makes a place.
    public init(time: MediaTime, box: Box, variance: Double, sizeVariance: Double, isSure: Bool) {
      self.time = time
      self.box = box
      self.variance = variance
      self.sizeVariance = sizeVariance
      self.isSure = isSure
    }
  }

  /// The places, in the order in which they were found: times go on in the path's direction.
  public private(set) var places: [Place]

  /// A path that starts at an observed box.
  public init(from box: Box, at time: MediaTime) {
    places = [Place(time: time, box: box, variance: 0, sizeVariance: 0, isSure: true)]
  }

  /// The newest place.
  public var end: Place { places[places.count - 1] }

  /// Goes on to a place.
  public mutating func append(_ place: Place) { places.append(place) }

  /// Ends the path with the last place that satisfies a condition which those before it satisfy, too; its first
  /// place stays.
  public mutating func end(while isKept: (Place) -> Bool) {
    let kept = places.prefix(while: isKept).count
    places.removeLast(places.count - max(1, kept))
  }

  /// The place at an instant, in proportion between the two around it; nil outside the path.
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
      isSure: isSure && other.isSure)
  }
}
