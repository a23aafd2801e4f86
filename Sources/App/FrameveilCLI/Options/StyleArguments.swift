import Redaction
import Reporting

/// The options for the look of the redaction.
enum StyleArguments {
  private static let defaults = RedactionStyle()

  static let effect = CommandOption<Effect>(
    "--effect", "E", default: defaults.effect, "redaction effect: blur, pixelate or solid")
  static let strength = CommandOption<Double>(
    "--strength", "S", RedactionStyle.minimumStrength...1, default: defaults.strength,
    "standard deviation of the blur, or cell width of the mosaic, as a fraction of the face size")
  static let shape = CommandOption<MaskShape>(
    "--shape", "S", default: defaults.shape,
    "shape of the mask: box, or ellipse (the smallest around the box)")
  static let feather = CommandOption<Double>(
    "--feather", "F", 0...1, default: defaults.feather,
    "width of the soft edge outside the mask, as a fraction of the face size")

  static let options: [any DeclaredOption] = [effect, strength, shape, feather]

  static func style(_ arguments: ParsedArguments) -> RedactionStyle {
    var style = RedactionStyle()
    style.effect = arguments[effect]
    style.shape = arguments[shape]
    style.strength = arguments[strength]
    style.feather = arguments[feather]
    return style
  }

  /// The settings of a style for the report.
  static func settings(_ style: RedactionStyle) -> [Setting] {
    [
      Setting(effect, .text(style.effect.rawValue)), Setting(shape, .text(style.shape.rawValue)),
      Setting(strength, .number(style.strength)), Setting(feather, .number(style.feather)),
    ]
  }
}
