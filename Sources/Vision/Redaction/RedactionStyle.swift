/// How a face is hidden.
public enum Effect: String, Sendable, CaseIterable {
  /// A soft blur.
  case blur
  /// A mosaic of a few large cells.
  case pixelate
  /// A single colour.
  case solid
  /// A picture.
  case image
}

/// What an effect is computed from.
public enum EffectSource: String, Sendable, CaseIterable {
  /// The pixels around the masks of a frame; nothing of what is inside any of them.
  case surroundings
  /// The pixels inside the masks, too: a blurred or pixelated face can be recognized by a program.
  case face
}

/// The shape of the mask.
public enum MaskShape: String, Sendable, CaseIterable {
  /// The redaction box.
  case box
  /// The redaction box with elliptic corners: wherever in the box the head may be, the ellipse of the head is
  /// covered.
  case ellipse
}

/// How faces are redacted.
public struct RedactionStyle: Sendable {
  public var effect = Effect.blur
  public var source = EffectSource.surroundings
  public var shape = MaskShape.ellipse
  /// The width of a soft edge outside the mask, as a ratio of the longer side of the redaction box; 0 for
  /// none.
  public var feather = defaultFeather
  /// The blur's standard deviation, as a ratio of the longer side of the redaction box; for a mosaic, the
  /// width of a cell.
  public var strength = defaultStrength
  /// The colour of ``Effect/solid``.
  public var colour = RGBColour.black
  /// The picture of ``Effect/image``.
  public var picture: Picture?

  public static let defaultStrength = 0.2
  public static let defaultFeather = 0.05
  /// Below this strength, an effect computed from the face leaves the features of a face visible.
  public static let minimumStrengthFromFace = 0.2

  /// The same colour in whole boxes, for what no other effect hides.
  public var solid: RedactionStyle {
    var style = RedactionStyle(effect: .solid, shape: .box, feather: 0)
    style.colour = colour
    return style
  }

  public init(
    effect: Effect = .blur, source: EffectSource = .surroundings, shape: MaskShape = .ellipse,
    feather: Double = defaultFeather, strength: Double = defaultStrength
  ) {
    self.effect = effect
    self.source = source
    self.shape = shape
    self.feather = feather
    self.strength = strength
  }
}
