import FaceDetection

extension DetectionOptions {
  /// The options of every command that runs the detector.
  static let commandOptions: [CommandSpec.Option] = {
    let defaults = DetectionOptions()
    return [
      .init(
        name: "--detect-rate", value: "HZ",
        help: "maximum detector rate in frames per second, 0.1 to 240; default: \(Int(defaults.rate))"),
      .init(
        name: "--detect-size", value: "N",
        help: "longer side of the detector's input in pixels, 64 to 4096; a larger input finds\n"
          + "smaller faces and takes longer; default: \(defaults.size)"),
      .init(
        name: "--detect-tiles", value: "N",
        help:
          "also run the detector on N x N overlapping tiles, 1 to 8, to find small faces;\ndefault: \(defaults.tiles) (no tiles)"
      ),
      .init(
        name: "--min-confidence", value: "C",
        help: "ignore faces with a confidence below C, 0 to 100; default: \(Int(defaults.minConfidence))"),
      .init(
        name: "--model", value: "FILE",
        help: "model of the detector; default: FRAMEVEIL_MODEL, else the file beside the program", use: .reads
      ),
      .init(
        name: "--allow-other-model",
        help: "accept a --model other than the known file; its thresholds were not measured"),
    ]
  }()

  /// The options for `blur`, which has a `--min-confidence` of its own.
  static let blurOptions = commandOptions.filter { $0.name != "--min-confidence" }

  init(_ arguments: ParsedArguments, command: String) throws {
    self.init()
    rate = try arguments.number("--detect-rate", in: 0.1...240, command: command) ?? rate
    size = Int(try arguments.number("--detect-size", in: 64...4096, command: command) ?? Double(size))
    tiles = Int(try arguments.number("--detect-tiles", in: 1...8, command: command) ?? Double(tiles))
    // Below 1 the noise of the network gives a face everywhere in every frame.
    let least = try arguments.number("--min-confidence", in: 0...100, command: command)
    minConfidence = least.map { max(1, $0) } ?? minConfidence
  }
}
