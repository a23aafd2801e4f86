import Geometry

/// Detects scene cuts: frames of which little is found in the frame before, clearly less than usual, also
/// without the one or two frames of a flash; and dissolves, whose frames are mixtures of one scene and another.
struct CutDetector: Sendable {
  /// The newest frames, the newest last, and whether little of each is found in the frame before.
  private var recent: [(time: MediaTime, isCandidate: Bool)] = []
  /// Running mean of the mismatch of adjacent frames.
  private var usualMismatch = 0.0
  /// The newest cut; no dissolve spans it.
  private var newestCut: MediaTime?

  /// Whether the newest frame may be the first of a scene, as far as the frames up to it tell.
  private(set) var mayBeginScene = false

  /// The delay of an abrupt cut in frames.
  static let delay = 2
  /// The number of frames in which a dissolve is seen. Its cut is half of them back.
  static let dissolve = 20

  /// Adds the next frame; returns a confirmed cut as the timestamp of the first frame of the new scene.
  mutating func look(_ change: SceneChange, at time: MediaTime) -> MediaTime? {
    let limit = max(Self.minMismatch, min(Self.decisiveMismatch, Self.usualFactor * usualMismatch))
    mayBeginScene = change.mismatch > limit
    usualMismatch += (change.mismatch - usualMismatch) / Self.window
    recent.append((time, mayBeginScene))
    if recent.count > Self.dissolve + 1 { recent.removeFirst() }
    guard let cut = abruptCut(change) ?? dissolveCut(change) else { return nil }
    newestCut = cut
    return cut
  }

  private func abruptCut(_ change: SceneChange) -> MediaTime? {
    let index = recent.count - 1 - Self.delay
    guard change.isLasting, index > 0, recent[index].isCandidate else { return nil }
    return recent[index].time
  }

  /// The middle of the frames of a dissolve.
  private func dissolveCut(_ change: SceneChange) -> MediaTime? {
    guard change.isDissolved, recent.count > Self.dissolve, let first = recent.first?.time,
      newestCut.map({ $0 <= first }) ?? true
    else { return nil }
    return recent[Self.dissolve / 2].time
  }

  /// The mismatch of adjacent frames at a cut: at least, whatever is usual, and as a multiple of what is usual.
  static let minMismatch = 0.38
  private static let decisiveMismatch = 0.6
  private static let usualFactor = 2.5
  /// The window of the running mean in frames.
  private static let window = 12.0
}
