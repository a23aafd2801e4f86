import Geometry

/// Detects scene cuts: frames of which little is found in the frame before, clearly less than usual, also
/// without the one or two frames of a flash; and dissolves, whose frames are mixtures of one scene and another.
struct CutDetector: Sendable {
  private struct Entry {
    let time: MediaTime
    let signature: SceneSignature
    /// Whether little of it is found in the frame before.
    let isCandidate: Bool
  }

  /// The newest frames, the newest last.
  private var recent: [Entry] = []
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
  mutating func look(_ signature: SceneSignature, at time: MediaTime) -> MediaTime? {
    let mismatch = recent.last?.signature.mismatch(to: signature) ?? 0
    mayBeginScene =
      mismatch > max(Self.minMismatch, min(Self.decisiveMismatch, Self.usualFactor * usualMismatch))
    usualMismatch += (mismatch - usualMismatch) / Self.window
    recent.append(Entry(time: time, signature: signature, isCandidate: mayBeginScene))
    if recent.count > Self.dissolve + 1 { recent.removeFirst() }
    guard let cut = abruptCut ?? dissolveCut else { return nil }
    newestCut = cut
    return cut
  }

  /// A candidate of which also the frames around it are of two scenes: a flash leaves the scene as it was.
  private var abruptCut: MediaTime? {
    let index = recent.count - 1 - Self.delay
    guard index > 0, recent[index].isCandidate else { return nil }
    let before = recent[max(0, index - 1 - Self.delay)..<index]
    let isCut = recent[index...].allSatisfy { new in
      before.allSatisfy { $0.signature.mismatch(to: new.signature) > Self.lastingMismatch }
    }
    return isCut ? recent[index].time : nil
  }

  /// The middle of frames that turn from the oldest frame into the newest.
  private var dissolveCut: MediaTime? {
    guard recent.count > Self.dissolve, let first = recent.first, let last = recent.last,
      newestCut.map({ $0 <= first.time }) ?? true
    else { return nil }
    var shares: [Double] = []
    for quarter in 1...3 {
      let middle = recent[quarter * Self.dissolve / 4].signature
      guard let mixture = middle.mixture(of: first.signature, last.signature),
        mixture.residual < Self.maxResidual
      else { return nil }
      shares.append(mixture.share)
    }
    let isGradual =
      shares[0] > 0.55 && (0.25...0.75).contains(shares[1]) && shares[2] < 0.45
      && shares[0] - shares[1] > Self.minStep && shares[1] - shares[2] > Self.minStep
    guard isGradual, first.signature.mismatch(to: last.signature) > Self.dissolvedMismatch else { return nil }
    return recent[Self.dissolve / 2].time
  }

  /// The mismatch of adjacent frames at a cut: at least, whatever is usual, and as a multiple of what is usual.
  private static let minMismatch = 0.38
  private static let decisiveMismatch = 0.6
  private static let usualFactor = 2.5
  /// The window of the running mean in frames.
  private static let window = 12.0
  /// The mismatch of all frames before a cut with those after it.
  private static let lastingMismatch = 0.3
  /// The mismatch of the frames before and after a dissolve.
  private static let dissolvedMismatch = 0.45
  /// How far frames of a dissolve may be from a mixture, in ratios of the distance of both scenes.
  private static let maxResidual = 0.45
  /// By how much the share of the first scene decreases in a quarter of a dissolve.
  private static let minStep = 0.08
}
