import FaceDetection

/// The options of every command that runs the detector.
enum DetectorArguments {
  private static let defaults = DetectionOptions()

  static let rate = CommandOption<Double>(
    "--detect-rate", "HZ", 0.1...240, default: defaults.rate,
    "maximum detector rate in frames per second, beside the first frame of each scene"
  ).forVideos
  static let size = CommandOption<Int?>(
    "--detect-size", "N", 64...4096, default: faceSizes,
    "longer side of the detector's input in pixels (a larger input finds smaller faces and takes longer)")
  static let tiles = CommandOption<Int?>(
    "--detect-tiles", "N", 1...8, default: "1, and \(tilesInTurn)",
    "to find small faces, also run the detector on N x N overlapping tiles (1: none)")
  static let minConfidence = CommandOption<Double>(
    "--min-confidence", "C", 1...100, default: defaults.minConfidence,
    "ignore faces with a confidence below C")
  static let model = CommandOption<String?>(
    "--model", "FILE", use: .reads,
    "model of the detector; default: FRAMEVEIL_MODEL, else the file beside the program")
  static let allowOtherModel = CommandOption<Bool>(
    "--allow-other-model",
    "accept a --model other than the known file; its thresholds were not measured")
  static let runtime = CommandOption<InferenceRuntime.Choice>(
    "--detect-runtime", "RUNTIME", default: defaults.runtime,
    "what runs the detector's network: openvino, opencv (takes about twice the processor time), or auto (openvino "
      + "where it is installed)")
  static let second = CommandOption<SecondDetector.Choice>(
    "--second-detector", "DETECTOR", default: defaults.second,
    "what looks again where the detector is not sure: libfacedetection, none, or auto (libfacedetection where it is "
      + "installed)")

  /// What is looked at beside the whole frames of a video where `--detect-tiles` is not given.
  static let tilesInTurn = "one of 2 x 2 in turn while faces are small"

  private static let faceSizes =
    "\(InferenceRuntime.openVINOSide) with OpenVINO, \(InferenceRuntime.openCVSide) with OpenCV"

  /// The options for `detect` and `serve`, which find faces only.
  static let options: [any DeclaredOption] = [
    rate, size, tiles, minConfidence, model, allowOtherModel, runtime, second,
  ]
  /// The options for `blur`, which also finds text and persons, and has a `--min-confidence` of its own.
  static let blurOptions: [any DeclaredOption] = [
    rate, size.described(default: "\(faceSizes), \(InferenceRuntime.textSide) for text; not for persons"),
    tiles.described(tiles.usage.description + "; persons are always looked for in 3N x 2N tiles"), model,
    allowOtherModel, runtime, second,
  ]
  /// The tiles for `verify`, which looks at each frame alike.
  static let verifyTiles = tiles.described(default: "1")
}

extension DetectionOptions {
  /// - Parameter minConfidence: the value of the command's `--min-confidence`; nil for the default.
  init(_ arguments: ParsedArguments, minConfidence: Double?) {
    self.init()
    rate = arguments[DetectorArguments.rate]
    size = arguments[DetectorArguments.size]
    tiles = arguments[DetectorArguments.tiles]
    runtime = arguments[DetectorArguments.runtime]
    second = arguments[DetectorArguments.second]
    // Below 1 the noise of the network gives a face everywhere in every frame. blur's option starts at 0.
    guard let minConfidence else { return }
    self.minConfidence = max(1, minConfidence)
    minTextConfidence = max(1, minConfidence)
    minPersonConfidence = max(1, minConfidence)
  }
}
