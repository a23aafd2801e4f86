import Core
public import Detections
public import Geometry
import Media

/// Where scene cuts come from: told beforehand, or found in the frames; and where a container's times start again.
struct CutSource: Sendable {
  /// The cuts that are known.
  var provided: ProvidedCuts
  private var test: CutDetector?
  /// The instants of the newest frames, as many as a cut is told late by, and the one before those.
  private var instants: [MediaTime] = []

  /// Takes what is known of cuts; looks for them where that is nothing.
  init(_ cuts: SceneCuts?) {
    provided = ProvidedCuts(cuts)
    test = cuts == nil ? CutDetector() : nil
  }

  /// Looks at the next frame; returns a cut when one was found.
  mutating func look(at frame: TimedFrame) throws -> SceneCut? {
    instants.append(frame.instant)
    if instants.count > CutDetector.delay + 2 { instants.removeFirst() }
    if frame.startsAnew { test = test.map { _ in CutDetector() } }
    let found = try test.map { _ in try frame.frame.read { LumaSignature(of: $0) } }
    let first = found.flatMap { test?.look($0, at: frame.instant) }
    return (frame.startsAnew ? frame.instant : first).map(cut)
  }

  private func cut(before first: MediaTime) -> SceneCut {
    let last = instants.last { $0 < first }
    return SceneCut(before: first, after: last ?? first)
  }
}

/// A scene cut, which lies between two frames.
struct SceneCut: Equatable, Sendable {
  /// When the new scene begins, as people are told.
  let time: MediaTime
  /// An instant that parts the two scenes: samples and frames from it on are of the new one.
  let place: MediaTime

  /// A cut between two frames that follow each other, given by their instants. An answer rounds its samples' times, so
  /// it lies half way: a sample is on the side of the frame that it is nearer to.
  init(before first: MediaTime, after last: MediaTime) {
    time = first
    place = first - MediaTime(nanoseconds: (first - last).nanoseconds / 2)
  }

  /// A cut that an answer tells: it never lies after the scene's first frame (``Detections/SceneCuts``).
  init(provided time: MediaTime) { (self.time, place) = (time, time) }

  /// How far an answer's times may lie from their frames'.
  static let rounding = MediaTime(nanoseconds: 1_000_000)
}

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
