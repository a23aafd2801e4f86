public import Detections
public import Geometry
public import OpenCV

/// The text detector of PP-OCRv4: a segmentation network whose output is, for each pixel, the probability of the inner
/// part of a line of text. It finds lines and words, in any direction, and does not read them.
///
/// Source: M. Liao, Z. Wan, C. Yao, K. Chen, X. Bai, "Real-time Scene Text Detection with Differentiable Binarization",
/// AAAI 2020; the network is PaddleOCR's. The thresholds are those of `rapidocr-onnxruntime` 1.4.4 (`config.yaml`).
public final class TextDetector: ObjectDetector {
  /// The detector's name in notes and reports.
  public static let name = "PP-OCRv4 text detector"
  public var subject: Subject { .text }
  /// The size of its input; both sides are multiples of 32.
  public let inputSize: FrameSize

  private let network: any NeuralNetwork
  private let minScore: Double

  /// Loads the network.
  ///
  /// - Parameters:
  ///   - inputSize: the size of all inputs; both sides must be multiples of 32.
  ///   - minScore: the minimum mean probability of a region, 0...1.
  public init(model: ModelFile, inputSize: FrameSize, minScore: Double, runtime: InferenceRuntime) throws {
    precondition(
      inputSize.width % 32 == 0 && inputSize.height % 32 == 0, "input sides must be multiples of 32")
    self.inputSize = inputSize
    self.minScore = minScore
    network = try runtime.network(of: model, inputSize: inputSize, scaling: .symmetric)
  }

  /// Throws before the first frame if a runtime cannot run the network: OpenCV 4.6's DNN module does not load it.
  ///
  /// - Throws: `InferenceRuntimeError`.
  public static func check(_ runtime: InferenceRuntime) throws {
    guard case .openCV(let reason) = runtime else { return }
    throw InferenceRuntimeError(
      description: "the text detector needs OpenVINO, since OpenCV's DNN module cannot load its network; "
        + (reason ?? "pass --detect-runtime auto or openvino"))
  }

  /// The upright boxes of the regions of text in an image of `inputSize`; of a slanted line, the box around it.
  public func objects(in image: ColourFrame) throws -> [ScoredBox] {
    try regions(in: image).compactMap { region in
      region.box(in: inputSize).map { ScoredBox($0, score: region.score) }
    }
  }

  /// The rectangles around the lines of text in an image of `inputSize`, in their directions.
  func quads(in image: ColourFrame) throws -> [TextQuad] {
    try regions(in: image).compactMap { $0.quad(in: inputSize) }
  }

  private func regions(in image: ColourFrame) throws -> [TextRegion] {
    precondition(image.size == inputSize, "the image must have the input size of the network")
    let map = try network.run(image, outputs: [Self.output])[0]
    guard map.dimensions == [1, 1, inputSize.height, inputSize.width] else {
      throw UnexpectedOutputError(
        description: "unexpected shape of a network output: \(map.dimensions), expected "
          + "\([1, 1, inputSize.height, inputSize.width])")
    }
    var regions = TextRegions(UnsafeBufferPointer(start: map.values, count: image.bytes.count / 3), inputSize)
    return regions.all().filter { $0.score >= minScore }
  }

  /// All boxes but those that another one contains. Boxes that overlap are kept: those of slanted lines do.
  public func merged(_ boxes: [TiledBox]) -> [ScoredBox] {
    var kept: [ScoredBox] = []
    for box in boxes.map(\.object).sorted(by: { $0.box.area > $1.box.area })
    where !kept.contains(where: { $0.box.contains(box.box) }) {
      kept.append(box)
    }
    return kept
  }

  /// The name of the output in the ONNX file.
  private static let output = "sigmoid_0.tmp_0"
}
