/// How faces were hidden, and how many people a program named nevertheless where that was measured.
public struct EffectRecord: Sendable, Encodable, Equatable {
  /// The name of the effect, as in `--effect`.
  public var effect: String
  /// What it is computed from, as in `--from`; nil for an effect that is computed from nothing.
  public var from: String?
  /// The result of the attacks that `make attack` runs; nil where they were not run.
  public var recognition: Recognition?

  public init(effect: String, from: String?, recognition: Recognition?) {
    (self.effect, self.from, self.recognition) = (effect, from, recognition)
  }

  /// The share of people whom the best of several attackers named, from videos redacted with an effect.
  public struct Recognition: Sendable, Encodable, Equatable {
    /// The number of people to choose from.
    public var people: Int
    /// The share named at once, 0...1.
    public var rank1: Double
    /// The share among the first five guesses, 0...1.
    public var rank5: Double

    public init(people: Int, rank1: Double, rank5: Double) {
      (self.people, self.rank1, self.rank5) = (people, rank1, rank5)
    }

    /// The shares of someone who guesses.
    var chance: (rank1: Double, rank5: Double) { (1 / Double(people), 5 / Double(people)) }
  }

  /// The effect in words: `a blur computed from the surroundings`.
  var name: String {
    let names = [
      "blur": "a blur", "pixelate": "a mosaic", "solid": "one colour", "image": "a picture over a blur",
    ]
    return (names[effect] ?? effect) + (from.map { " computed from the \($0)" } ?? "")
  }

  /// What was measured, as a sentence; nil where nothing was.
  var measured: String? {
    recognition.map { found in
      let percent = { (share: Double) in "\(Markup.number(100 * share)) %" }
      return
        "In a test with \(found.people) people, the best attacker named \(percent(found.rank1)) of the hidden faces "
        + "at once and \(percent(found.rank5)) within five guesses; chance is \(percent(found.chance.rank1)) and "
        + "\(percent(found.chance.rank5))."
    }
  }

  /// A warning for the summary, if programs can recognize faces that are hidden in this way.
  public var warning: String? {
    guard from == "face" else { return nil }
    let sentences = [
      "the faces are hidden by \(name): programs can recognize people.", measured,
      "Computed from the surroundings, nothing of a face is left",
    ]
    return sentences.compactMap(\.self).joined(separator: " ")
  }
}
