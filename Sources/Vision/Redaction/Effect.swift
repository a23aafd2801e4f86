/// How a face is made unrecognizable.
public enum Effect: String, Sendable, CaseIterable {
  /// A Gaussian blur whose strength follows the face's size.
  case blur
  /// A mosaic of a few large cells.
  case pixelate
  /// One flat colour: nothing of the face is left, not even its mean.
  case solid
}

/// The outline inside which everything is hidden.
public enum MaskShape: String, Sendable, CaseIterable {
  /// The cover box itself.
  case box
  /// The smallest ellipse around the cover box, so that its corners are hidden too.
  case ellipse
}

/// How faces are hidden.
public struct RedactionStyle: Sendable {
  /// What is done to the pixels.
  public var effect: Effect
  /// The outline.
  public var shape: MaskShape
  /// A soft edge outside the mask, as a ratio of the longer side of the cover box; 0: none.
  public var feather: Double
  /// The blur's standard deviation, as a ratio of the longer side of the cover box; for a mosaic, one cell
  /// is as wide as that.
  public var strength: Double

  /// What makes eyes, nose and mouth one patch at any size, seen on faces from 12 to 700 pixels.
  public static let defaultStrength = 0.2
  /// Weaker than this, features of a face begin to show.
  public static let leastStrength = 0.1

  /// Makes a style.
  public init(
    effect: Effect = .blur, shape: MaskShape = .box, feather: Double = 0,
    strength: Double = defaultStrength
  ) {
    self.effect = effect
    self.shape = shape
    self.feather = feather
    self.strength = strength
  }
}
