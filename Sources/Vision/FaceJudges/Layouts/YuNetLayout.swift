import FaceDetection
import Geometry
import Glibc
import OpenVINO

/// YuNet, as OpenCV's model zoo has it: for strides of 8, 16 and 32 pixels the class and the object score of each cell,
/// and its box.
///
/// Source: W. Wu, H. Peng, S. Yu, "YuNet: A Tiny Millisecond-level Face Detector", 2023; decoding as in OpenCV's
/// `face_detect.cpp`.
struct YuNetLayout: FaceNetworkLayout {
  static let title = "YuNet (outputs cls_8 to bbox_32)"
  private static let minScore = 0.6
  private static let strides = [8, 16, 32]
  /// The positions of class score, object score and box for each stride.
  private let positions: [[Int]]

  init?(input: TensorModel.Port, outputs: [TensorModel.Port]) {
    let positions = Self.strides.compactMap {
      outputs.positions(of: ["cls_\($0)", "obj_\($0)", "bbox_\($0)"])
    }
    guard positions.count == Self.strides.count else { return nil }
    self.positions = positions
  }

  var overlap: Double { 0.3 }

  func input(_ size: FrameSize) -> NetworkInput { NetworkInput(size: size, isBlueFirst: true) }

  func faces(_ outputs: [CompiledModel.Output], size: FrameSize) throws -> [ScoredBox] {
    var found: [ScoredBox] = []
    for (stride, positions) in zip(Self.strides, positions) {
      let (grid, maps) = (CellGrid(size, stride: stride), positions.map { outputs[$0] })
      try maps.check([[1, grid.count, 1], [1, grid.count, 1], [1, grid.count, 4]], of: "YuNet")
      for cell in 0..<grid.count {
        let score = sqrt(max(0, Double(maps[0].values[cell])) * max(0, Double(maps[1].values[cell])))
        guard score >= Self.minScore else { continue }
        let (numbers, step) = ((0..<4).map { Double(maps[2].values[4 * cell + $0]) }, Double(stride))
        let (row, column) = cell.quotientAndRemainder(dividingBy: grid.columns)
        let box = CellGrid.box(
          centerX: (Double(column) + numbers[0]) * step, centerY: (Double(row) + numbers[1]) * step,
          width: exp(numbers[2]) * step, height: exp(numbers[3]) * step, size)
        found.append(ScoredBox(box, score: score))
      }
    }
    return found
  }
}
