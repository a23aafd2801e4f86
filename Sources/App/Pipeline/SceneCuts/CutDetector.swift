import Geometry

/// Detects scene cuts from the change of luma histograms and of the luma pattern. A frame is a cut if the
/// change from the previous frame clearly exceeds the recent changes and persists over the following frames;
/// a flash does not persist. Histograms after J. Boreczky, L. Rowe, "Comparison of video shot boundary
/// detection techniques", 1996 (local histograms).
struct CutDetector: Sendable {
  /// The frame before the cut candidate.
  private var before: LumaSignature?
  private var newest: LumaSignature?
  /// Running mean of the changes between adjacent frames.
  private var usualChange = Change(brightness: 0, pattern: 0)
  /// The cut candidate, and the number of frames since.
  private var candidate: (time: MediaTime, frames: Int)?

  /// Whether the newest frame may be the first of a scene, as far as the frames up to it tell.
  private(set) var mayBeginScene = false

  /// The delay of a detected cut in frames.
  static let delay = 2

  /// Adds the next frame; returns a confirmed cut as the timestamp of the first frame of the new scene.
  mutating func look(_ signature: LumaSignature, at time: MediaTime) -> MediaTime? {
    defer { newest = signature }
    guard let newest else { return nil }
    let change = Change(from: newest, to: signature)
    mayBeginScene = change.exceeds(usualChange)
    if let candidate, let before { return confirm(candidate, before, signature) }
    if mayBeginScene {
      before = newest
      candidate = (time, 0)
    } else {
      usualChange.move(to: change)
    }
    return nil
  }

  private mutating func confirm(
    _ candidate: (time: MediaTime, frames: Int), _ before: LumaSignature, _ signature: LumaSignature
  ) -> MediaTime? {
    guard Change(from: before, to: signature).isCut else {
      // The scene before it goes on.
      (self.candidate, mayBeginScene) = (nil, false)
      return nil
    }
    self.candidate?.frames += 1
    guard candidate.frames + 1 == Self.delay else { return nil }
    self.candidate = nil
    return candidate.time
  }
}

/// The change between two frames.
private struct Change {
  var brightness: Double
  var pattern: Double

  init(brightness: Double, pattern: Double) { (self.brightness, self.pattern) = (brightness, pattern) }

  init(from old: LumaSignature, to new: LumaSignature) {
    self.init(brightness: old.distance(to: new), pattern: old.dissimilarity(to: new))
  }

  /// Whether the change is large enough for a cut.
  var isCut: Bool { brightness > Self.minimum.brightness || pattern > Self.minimum.pattern }

  /// Whether the change is large enough for a cut, given the usual change.
  func exceeds(_ usual: Change) -> Bool {
    brightness > max(Self.minimum.brightness, Self.usualFactor * usual.brightness)
      || pattern > max(Self.minimum.pattern, min(Self.decisivePattern, Self.usualFactor * usual.pattern))
  }

  /// Updates the running mean.
  mutating func move(to change: Change) {
    brightness += (change.brightness - brightness) / Self.window
    pattern += (change.pattern - pattern) / Self.window
  }

  /// The minimum change of a cut, and its minimum ratio to the usual change.
  private static let minimum = Change(brightness: 0.06, pattern: 0.4)
  private static let usualFactor = 5.0
  /// Uncorrelated patterns are a cut whatever the usual change is.
  private static let decisivePattern = 0.9
  /// The window of the running mean in frames.
  private static let window = 12.0
}
