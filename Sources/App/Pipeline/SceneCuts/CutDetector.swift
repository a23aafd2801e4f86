import Geometry

/// Finds scene cuts: frames whose brightness lies elsewhere than in the frame before, or whose pattern of light and dark
/// is another, far more than motion has changed it lately, and stays so. A flash does not stay. (After J. Boreczky,
/// L. Rowe, "Comparison of video shot boundary detection techniques", 1996: local histograms.)
struct CutDetector: Sendable {
  /// The frame before the one that may be a cut.
  private var before: LumaSignature?
  private var newest: LumaSignature?
  /// What lately changed from frame to frame, as a running mean.
  private var adaptiveProcessNoise = Change(brightness: 0, pattern: 0)
  /// The frame that may be a cut, and how many after it were looked at.
  private var suspect: (time: MediaTime, frames: Int)?

  /// How many frames later a cut is told.
  static let delay = 2

  /// Takes the next frame; returns a cut, as the time of its scene's first frame, once it is sure.
  mutating func look(_ signature: LumaSignature, at time: MediaTime) -> MediaTime? {
    defer { newest = signature }
    guard let newest else { return nil }
    if let suspect, let before { return confirm(suspect, before, signature) }
    let change = Change(from: newest, to: signature)
    if change.exceeds(adaptiveProcessNoise) {
      before = newest
      suspect = (time, 0)
    } else {
      adaptiveProcessNoise.move(to: change)
    }
    return nil
  }

  private mutating func confirm(
    _ suspect: (time: MediaTime, frames: Int), _ before: LumaSignature, _ signature: LumaSignature
  ) -> MediaTime? {
    guard Change(from: before, to: signature).isGreat else {
      self.suspect = nil
      return nil
    }
    self.suspect?.frames += 1
    guard suspect.frames + 1 == Self.delay else { return nil }
    self.suspect = nil
    return suspect.time
  }
}

/// What changes from one frame to another.
private struct Change {
  var brightness: Double
  var pattern: Double

  init(brightness: Double, pattern: Double) { (self.brightness, self.pattern) = (brightness, pattern) }

  init(from old: LumaSignature, to new: LumaSignature) {
    self.init(brightness: old.distance(to: new), pattern: old.unlikeness(to: new))
  }

  /// Whether it can be that of a cut.
  var isGreat: Bool { brightness > Self.least.brightness || pattern > Self.least.pattern }

  /// Whether it is that of a cut where something else is usual.
  func exceeds(_ usual: Change) -> Bool {
    brightness > max(Self.least.brightness, Self.outstanding * usual.brightness)
      || pattern > max(Self.least.pattern, min(Self.most, Self.outstanding * usual.pattern))
  }

  /// Takes in what is usual now.
  mutating func move(to change: Change) {
    brightness += (change.brightness - brightness) / Self.memory
    pattern += (change.pattern - pattern) / Self.memory
  }

  /// The least change of a cut, and by how much it exceeds what is usual.
  private static let least = Change(brightness: 0.06, pattern: 0.4)
  private static let outstanding = 5.0
  /// Patterns that have nothing to do with each other are a cut, whatever is usual.
  private static let most = 0.9
  /// How many frames the usual is learned from.
  private static let memory = 12.0
}
