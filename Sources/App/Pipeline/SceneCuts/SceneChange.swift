import Geometry

/// What the pixels of a frame and of the frames before it say about scene cuts.
struct SceneChange: Equatable, Sendable {
  /// The share of the frame that is nowhere in the frame before; 0 for the first.
  var mismatch: Double
  /// Whether the frame ``CutDetector/delay`` frames before and those after it show another scene than those before it; not
  /// asked where that frame has a small mismatch.
  var isLasting: Bool
  /// Whether the oldest of ``CutDetector/dissolve`` frames turns gradually into this one.
  var isDissolved: Bool
}

/// Measures the changes from frame to frame, of the newest frames.
struct SceneWindow: Sendable {
  /// The newest frames, the newest last, with their mismatches.
  private var recent: [(signature: SceneSignature, mismatch: Double)] = []

  /// Adds the next frame.
  mutating func change(with signature: SceneSignature) -> SceneChange {
    let mismatch = recent.last?.signature.mismatch(to: signature) ?? 0
    recent.append((signature, mismatch))
    if recent.count > CutDetector.dissolve + 1 { recent.removeFirst() }
    return SceneChange(mismatch: mismatch, isLasting: isLasting, isDissolved: isDissolved)
  }

  /// Whether also the frames around a change are of two scenes: a flash leaves the scene as it was.
  private var isLasting: Bool {
    let index = recent.count - 1 - CutDetector.delay
    guard index > 0, recent[index].mismatch > CutDetector.minMismatch else { return false }
    let before = recent[max(0, index - 1 - CutDetector.delay)..<index]
    return recent[index...].allSatisfy { new in
      before.allSatisfy { $0.signature.mismatch(to: new.signature) > Self.lastingMismatch }
    }
  }

  /// Whether the frames turn from the oldest into the newest.
  private var isDissolved: Bool {
    guard recent.count > CutDetector.dissolve, let first = recent.first?.signature,
      let last = recent.last?.signature
    else { return false }
    var shares: [Double] = []
    for quarter in 1...3 {
      let middle = recent[quarter * CutDetector.dissolve / 4].signature
      guard let mixture = middle.mixture(of: first, last), mixture.residual < Self.maxResidual
      else { return false }
      shares.append(mixture.share)
    }
    let isGradual =
      shares[0] > 0.55 && (0.25...0.75).contains(shares[1]) && shares[2] < 0.45
      && shares[0] - shares[1] > Self.minStep && shares[1] - shares[2] > Self.minStep
    return isGradual && first.mismatch(to: last) > Self.dissolvedMismatch
  }

  /// The mismatch of all frames before a cut with those after it.
  private static let lastingMismatch = 0.3
  /// The mismatch of the frames before and after a dissolve.
  private static let dissolvedMismatch = 0.45
  /// How far frames of a dissolve may be from a mixture, in ratios of the distance of both scenes.
  private static let maxResidual = 0.45
  /// By how much the share of the first scene decreases in a quarter of a dissolve.
  private static let minStep = 0.08
}
