import FaceDetection

extension DetectionOptions {
  /// The options of every command that looks for faces itself.
  static let commandOptions: [CommandSpec.Option] = {
    let defaults = DetectionOptions()
    return [
      .init(
        name: "--detect-rate", value: "HZ",
        help: "frames looked at in a second, at most, 0.1 to 240; default: \(Int(defaults.rate))"),
      .init(
        name: "--detect-size", value: "N",
        help: "longer side of the picture that is looked at, in pixels, 64 to\n"
          + "4096: more finds smaller faces and takes longer; default: \(defaults.size)"),
      .init(
        name: "--detect-tiles", value: "N",
        help:
          "look also at N times N overlapping parts, 1 to 8, for small faces;\ndefault: \(defaults.tiles), none"
      ),
      .init(
        name: "--min-confidence", value: "C",
        help: "what is less certain, 0 to 100, is no face; default: \(Int(defaults.minConfidence))"),
      .init(
        name: "--model", value: "FILE",
        help: "the detector's model; default: FRAMEVEIL_MODEL, else beside the\nprogram", use: .reads),
      .init(
        name: "--allow-other-model",
        help: "take a --model other than the known file, whose thresholds were not\nmeasured"),
    ]
  }()

  /// Those of `blur`, which has a least confidence already.
  static let blurOptions = commandOptions.filter { $0.name != "--min-confidence" }

  init(_ arguments: ParsedArguments, command: String) throws {
    self.init()
    rate = try arguments.number("--detect-rate", in: 0.1...240, command: command) ?? rate
    size = Int(try arguments.number("--detect-size", in: 64...4096, command: command) ?? Double(size))
    tiles = Int(try arguments.number("--detect-tiles", in: 1...8, command: command) ?? Double(tiles))
    // Below 1 the net's noise is a face at every place of every picture.
    let least = try arguments.number("--min-confidence", in: 0...100, command: command)
    minConfidence = least.map { max(1, $0) } ?? minConfidence
  }
}
