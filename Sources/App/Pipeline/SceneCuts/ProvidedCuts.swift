public import Detections
public import Geometry

/// Known scene cuts, given out in their order.
public struct ProvidedCuts: Sendable {
  private var rest: ArraySlice<MediaTime>

  /// Makes a queue of cuts; none where nothing is known.
  public init(_ cuts: SceneCuts?) { rest = cuts?.times[...] ?? [] }

  /// The cuts up to an instant that were not given out yet.
  public mutating func next(upTo time: MediaTime) -> ArraySlice<MediaTime> {
    let next = rest.prefix { $0 <= time }
    rest = rest.dropFirst(next.count)
    return next
  }

  /// All that were not given out yet.
  public mutating func next() -> ArraySlice<MediaTime> { next(upTo: MediaTime(nanoseconds: .max)) }
}
