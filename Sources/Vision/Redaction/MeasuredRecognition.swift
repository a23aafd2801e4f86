/// How many people a program named from videos that were redacted with an effect, as `make attack` measures it.
public struct MeasuredRecognition: Hashable, Sendable {
  /// The number of people to choose from.
  public let people: Int
  /// The share of faces that the best attacker named at once, 0...1.
  public let rank1: Double
  /// The share named within five guesses, 0...1.
  public let rank5: Double
}

extension RedactionStyle {
  /// The measurement for this effect and source: the Database of Faces of AT&T ("ORL"), 40 people, 2026-11-30. Below
  /// ``minimumStrengthFromFace`` it is that of half of it. docs/privacy.md has the same figures and more.
  public var recognition: MeasuredRecognition {
    let isWeak = strength < Self.minimumStrengthFromFace
    let (rank1, rank5): (Double, Double)
    switch (effect, source) {
    case (.solid, _): (rank1, rank5) = (0.033, 0.138)
    case (.image, _): (rank1, rank5) = (0.027, 0.127)
    case (.blur, .surroundings): (rank1, rank5) = (0.033, 0.157)
    case (.pixelate, .surroundings): (rank1, rank5) = (0.030, 0.135)
    case (.blur, .face): (rank1, rank5) = isWeak ? (0.820, 0.953) : (0.383, 0.748)
    case (.pixelate, .face): (rank1, rank5) = isWeak ? (0.935, 0.992) : (0.608, 0.887)
    }
    return MeasuredRecognition(people: 40, rank1: rank1, rank5: rank5)
  }
}
