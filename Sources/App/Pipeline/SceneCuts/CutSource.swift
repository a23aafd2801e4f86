import Core
public import Detections
public import Geometry
import Media

/// Provides scene cuts: known ones, detected ones, and restarts of the container timestamps.
struct CutSource: Sendable {
  var provided: ProvidedCuts
  private let isProvided: Bool
  /// The known cuts after the newest frame.
  private var upcoming: ProvidedCuts
  private var window = SceneWindow()
  private var detector = CutDetector()
  /// Timestamps of the newest frames, from the one before the earliest cut that can be detected.
  private var instants: [MediaTime] = []

  /// - Parameter cuts: the known cuts; nil: they are detected.
  init(_ cuts: SceneCuts?) {
    provided = ProvidedCuts(cuts)
    upcoming = provided
    isProvided = cuts != nil
  }

  /// What a frame says about scenes.
  struct Look {
    /// Whether a scene may begin with the frame. A cut is confirmed only by the frames that follow it; so that each scene
    /// has a sample, also one of a single frame, all frames that may begin one are analysed.
    var start: SceneStart
    /// The cut that the frame confirms, if any.
    var cut: SceneCut?
    /// What the pixels say; nil where the frame is not decoded.
    var change: SceneChange?
  }

  /// Adds the next frame.
  mutating func look(at frame: TimedFrame) throws -> Look {
    instants.append(frame.timestamp)
    if instants.count > CutDetector.dissolve { instants.removeFirst() }
    let isKnown = !upcoming.next(upTo: frame.timestamp).isEmpty
    guard frame.isVisible else {
      // Nobody saw what is between the frames before and after.
      (window, detector) = (SceneWindow(), CutDetector())
      return Look(start: isKnown ? .provided : .no)
    }
    if frame.isDiscontinuity { (window, detector) = (SceneWindow(), CutDetector()) }
    let change = try frame.known ?? window.change(with: frame.frame.read { SceneSignature(of: $0) })
    let confirmed = detector.look(change, at: frame.timestamp)
    let first = frame.isDiscontinuity ? frame.timestamp : isProvided ? nil : confirmed
    let isSeen = frame.isDiscontinuity || detector.mayBeginScene
    return Look(
      start: isSeen ? .seen : isKnown ? .provided : .no, cut: first.map(cut), change: change)
  }

  /// All cuts up to this time are known.
  var knownUntil: MediaTime {
    isProvided ? MediaTime(nanoseconds: .max) : instants.dropLast(CutDetector.delay).last ?? .zero
  }

  private func cut(before first: MediaTime) -> SceneCut {
    let last = instants.last { $0 < first }
    return SceneCut(before: first, after: last ?? first)
  }
}

/// A scene cut between two frames.
struct SceneCut: Equatable, Sendable {
  /// The reported time of the cut.
  let time: MediaTime
  /// The boundary: samples and frames from this timestamp on belong to the new scene.
  let boundary: MediaTime

  /// A cut between two adjacent frames. A response rounds sample timestamps, so the boundary lies halfway: a
  /// sample belongs to the nearer frame.
  init(before first: MediaTime, after last: MediaTime) {
    time = first
    boundary = first - MediaTime(nanoseconds: (first - last).nanoseconds / 2)
  }

  /// A cut of a response. It is never later than the first frame of the scene (``Detections/SceneCuts``).
  init(provided time: MediaTime) { (self.time, boundary) = (time, time) }

  /// The largest rounding error of a response timestamp.
  static let rounding = MediaTime(nanoseconds: 1_000_000)
}

/// A queue of known scene cuts.
public struct ProvidedCuts: Sendable {
  private var rest: ArraySlice<MediaTime>

  /// - Parameter cuts: nil makes an empty queue.
  public init(_ cuts: SceneCuts?) { rest = cuts?.times[...] ?? [] }

  /// Removes and returns the cuts up to a timestamp.
  public mutating func next(upTo time: MediaTime) -> ArraySlice<MediaTime> {
    let next = rest.prefix { $0 <= time }
    rest = rest.dropFirst(next.count)
    return next
  }

  /// Removes and returns all remaining cuts.
  public mutating func next() -> ArraySlice<MediaTime> { next(upTo: MediaTime(nanoseconds: .max)) }
}
