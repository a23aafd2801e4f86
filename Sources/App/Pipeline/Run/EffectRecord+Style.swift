public import Redaction
public import Reporting

extension EffectRecord {
  /// The record of an effect and its source, with what was measured: the Database of Faces of AT&T ("ORL"), 40 people,
  /// 2026-11-30. Below `minimumStrengthFromFace` it is that of half of it. docs/privacy.md has the same figures and more.
  public init(_ style: RedactionStyle) {
    let isWeak = style.strength < RedactionStyle.minimumStrengthFromFace
    let (rank1, rank5): (Double, Double)
    switch (style.effect, style.source) {
    case (.solid, _): (rank1, rank5) = (0.033, 0.138)
    case (.image, _): (rank1, rank5) = (0.027, 0.127)
    case (.blur, .surroundings): (rank1, rank5) = (0.033, 0.157)
    case (.pixelate, .surroundings): (rank1, rank5) = (0.030, 0.135)
    case (.blur, .face): (rank1, rank5) = isWeak ? (0.820, 0.953) : (0.383, 0.748)
    case (.pixelate, .face): (rank1, rank5) = isWeak ? (0.935, 0.992) : (0.608, 0.887)
    }
    self.init(
      effect: style.effect.rawValue, from: style.effect == .solid ? nil : style.source.rawValue,
      recognition: Recognition(people: 40, rank1: rank1, rank5: rank5))
  }
}
