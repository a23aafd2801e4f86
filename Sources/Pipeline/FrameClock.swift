import Geometry

/// Gives every frame an instant of its own, later than that of the frame before, whatever times the container says.
///
/// Frames are told apart by their instants alone: the sampling grid, cuts, tracks and covers would take two frames
/// of one time for one, and a frame whose time goes back for one that has passed. A container's time may repeat;
/// then the instant is the next nanosecond. Where it goes back nothing tells what lies between, so such a frame is
/// the first of a new scene, and the time goes on from where it was.
struct FrameClock: Sendable {
  /// What the clock says of a frame.
  struct Reading: Equatable, Sendable {
    /// What the frame is known by: later than any before.
    var instant: MediaTime
    /// When it is shown: the container's time, moved on where that went back. It never goes back.
    var shown: MediaTime
    /// Whether the container's time went back here.
    var isStepBack: Bool
  }

  private var newest: Reading?
  /// The container's time of the newest frame, and how long that one is shown.
  private var told = MediaTime.zero
  private var length = MediaTime(nanoseconds: 40_000_000)
  /// What is added to the container's times.
  private var offset = MediaTime.zero

  /// Reads the next frame's time; its duration tells where the time goes on from, should it go back.
  mutating func read(_ time: MediaTime, duration: MediaTime?) -> Reading {
    let isStepBack = newest != nil && time < told
    if let newest, isStepBack { offset = newest.shown + length - time }
    if let duration, duration > .zero {
      length = duration
    } else if newest != nil, time > told {
      length = time - told
    }
    told = time
    let shown = time + offset
    let next = newest.map { $0.instant + Self.least }
    let reading = Reading(instant: max(shown, next ?? shown), shown: shown, isStepBack: isStepBack)
    newest = reading
    return reading
  }

  /// The least step between two instants.
  private static let least = MediaTime(nanoseconds: 1)
}
