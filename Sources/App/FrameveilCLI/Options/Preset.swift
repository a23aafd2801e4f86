/// Defaults of `blur` for a purpose (`--preset`). An option on the command line or in a settings file replaces the value
/// of the preset, as it replaces any default.
enum Preset: String, CaseIterable {
  /// For viewers: what is hidden attracts little attention.
  case soft
  /// Where it matters most that nobody is named: larger boxes, and small faces are searched for.
  case strong
  /// For disclosure: opaque boxes, and no output if no face was found.
  case evidence

  static let option = CommandOption<Preset?>(
    "--preset", "PRESET", default: "none",
    "defaults for a purpose: soft (a wide soft edge), strong (larger boxes, and small faces are searched for, which takes "
      + "longer) or evidence (opaque larger boxes; no output if nothing is found)")

  /// The texts of the options by their names with dashes, as on a command line.
  var texts: [String: [String]] {
    let values: [(any DeclaredOption, String)] =
      switch self {
      case .soft: [(StyleArguments.effect, "blur"), (StyleArguments.feather, "0.2")]
      case .strong: Self.more + [(StyleArguments.effect, "blur"), (DetectorArguments.tiles, "2")]
      case .evidence:
        Self.more + [
          (StyleArguments.effect, "solid"), (StyleArguments.feather, "0"),
          (BlurCommand.onNone, "fail"),
        ]
      }
    return Dictionary(uniqueKeysWithValues: values.map { ($0.0.usage.name, [$0.1]) })
  }

  /// What hides more than the defaults.
  private static let more: [(any DeclaredOption, String)] = [
    (RedactionArguments.coverage, "0.99"), (RedactionArguments.margin, "0.3"), (StyleArguments.shape, "box"),
  ]
}
