import Geometry

/// Finds scene cuts: frames whose brightness lies elsewhere than in the frame before, far more than motion has
/// moved it lately, and stays so. A flash does not stay. (After J. Boreczky, L. Rowe, "Comparison of video shot
/// boundary detection techniques", 1996: local histograms.)
struct CutTest: Sendable {
  /// The frame before the one that may be a cut.
  private var before: LumaSignature?
  private var newest: LumaSignature?
  /// What lately changed from frame to frame, as a running mean.
  private var unrest = 0.0
  /// The frame that may be a cut, and how many after it were looked at.
  private var suspect: (time: MediaTime, frames: Int)?

  /// How many frames later a cut is told.
  static let delay = 2

  /// Takes the next frame; returns a cut, as the time of its scene's first frame, once it is sure.
  mutating func look(_ signature: LumaSignature, at time: MediaTime) -> MediaTime? {
    defer { newest = signature }
    guard let newest else { return nil }
    if let suspect, let before { return confirm(suspect, before, signature) }
    let change = newest.distance(to: signature)
    if change > max(Self.least, Self.outstanding * unrest) {
      before = newest
      suspect = (time, 0)
    } else {
      unrest += (change - unrest) / Self.memory
    }
    return nil
  }

  private mutating func confirm(
    _ suspect: (time: MediaTime, frames: Int), _ before: LumaSignature, _ signature: LumaSignature
  ) -> MediaTime? {
    guard before.distance(to: signature) > Self.least else {
      self.suspect = nil
      return nil
    }
    self.suspect?.frames += 1
    guard suspect.frames + 1 == Self.delay else { return nil }
    self.suspect = nil
    return suspect.time
  }

  /// The least change of a cut, and by how much it exceeds what is usual.
  private static let least = 0.06
  private static let outstanding = 5.0
  /// How many frames the usual is learned from.
  private static let memory = 12.0
}
