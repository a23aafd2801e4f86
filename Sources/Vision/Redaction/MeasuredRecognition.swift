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
  /// The measurement for this effect and source at the default strength or a stronger one; nil where there is
  /// none. The same figures are in docs/privacy.md.
  public var recognition: MeasuredRecognition? {
    switch (effect, source) {
    default: nil
    }
  }
}
