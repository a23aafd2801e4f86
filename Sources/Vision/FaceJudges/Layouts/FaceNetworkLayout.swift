import FaceDetection
import Geometry
import OpenVINO

/// How networks of one family are fed, and what their outputs mean.
protocol FaceNetworkLayout: Sendable {
  /// The family, and how its outputs are recognised, for messages.
  static var title: String { get }

  /// Nil unless the ports of a network are those of the family.
  init?(input: TensorModel.Port, outputs: [TensorModel.Port])

  /// Whether the network works for other sizes than the one its file declares.
  var isResizable: Bool { get }
  /// The format of the input for a size.
  func input(_ size: FrameSize) -> NetworkInput
  /// The IoU from which two boxes are of one face.
  var overlap: Double { get }
  /// The faces of the outputs above the family's usual score, in ratios of the input, before the non-maximum
  /// suppression.
  func faces(_ outputs: [CompiledModel.Output], size: FrameSize) throws -> [ScoredBox]
}

extension FaceNetworkLayout {
  var isResizable: Bool { false }
  var overlap: Double { 0.4 }
}

/// The families of networks that are understood.
enum FaceNetworkLayouts {
  static let all: [any FaceNetworkLayout.Type] = [
    CenterFaceLayout.self, YuNetLayout.self, SCRFDLayout.self, UltraFaceLayout.self, YOLOFaceLayout.self,
  ]

  /// The layout of a network; nil if none fits.
  static func found(input: TensorModel.Port, outputs: [TensorModel.Port]) -> (any FaceNetworkLayout)? {
    all.lazy.compactMap { $0.init(input: input, outputs: outputs) }.first
  }
}

extension [CompiledModel.Output] {
  /// Checks the dimensions of the outputs that a layout reads.
  ///
  /// - Throws: `UnexpectedOutputError`.
  func check(_ expected: [[Int]], of family: String) throws {
    guard map(\.dimensions) != expected else { return }
    throw UnexpectedOutputError(
      description: "\(family): its outputs have the shapes \(map(\.dimensions)), expected \(expected)")
  }
}

extension [TensorModel.Port] {
  /// The last dimensions of the outputs, without leading and trailing ones.
  var channels: [Int?] { map { $0.dimensions.last ?? nil } }

  /// The positions of outputs by their names; nil if one is missing.
  func positions(of names: [String]) -> [Int]? {
    let found = names.compactMap { name in firstIndex { $0.name == name } }
    return found.count == names.count ? found : nil
  }
}

/// The cells of an input at a stride, row by row.
struct CellGrid {
  let stride: Int
  let columns: Int
  let rows: Int
  private let size: FrameSize

  init(_ size: FrameSize, stride: Int) {
    (self.size, self.stride) = (size, stride)
    (columns, rows) = (size.width / stride, size.height / stride)
  }

  var count: Int { columns * rows }

  /// The box, in ratios of the input, of edges or centres in pixels.
  static func box(left: Double, top: Double, right: Double, bottom: Double, _ size: FrameSize) -> Box {
    let (width, height) = (Double(size.width), Double(size.height))
    return Box(
      left: left / width, top: top / height, width: (right - left) / width, height: (bottom - top) / height)
  }

  static func box(centerX: Double, centerY: Double, width: Double, height: Double, _ size: FrameSize) -> Box {
    Box(
      centerX: centerX / Double(size.width), centerY: centerY / Double(size.height),
      width: width / Double(size.width), height: height / Double(size.height))
  }
}
