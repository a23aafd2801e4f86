import FrameveilTesting
import Geometry
import OpenVINO
import Testing

@testable import FaceDetection
@testable import FaceJudges

private let runtime = try? InferenceRuntime.found(.openVINO)

/// How the outputs of networks of several families are read. Each network has constant outputs: one face at the pixels
/// 24 to 40 of both directions of an input of 64 pixels.
@Suite(.enabled(if: runtime != nil, "OpenVINO is not installed: make runtime")) struct ONNXJudgeTests {
  private static let side = 64
  private static let expected = Box(left: 24.0 / 64, top: 24.0 / 64, width: 16.0 / 64, height: 16.0 / 64)

  private static func library() throws -> OpenVINO {
    guard case .openVINO(let library) = try InferenceRuntime.found(.openVINO) else {
      throw CancellationError()
    }
    return library
  }

  /// The layout of a network, and the faces of its outputs.
  private func faces(_ outputs: [ONNXFile.Output]) throws -> (title: String, faces: [ScoredBox]) {
    let folder = try TemporaryFolder()
    let file = ONNXFile(input: [1, 3, Self.side, Self.side], outputs: outputs)
    let path = try folder.write("net.onnx", file.bytes)
    var layout: (any FaceNetworkLayout)?
    let model = try TensorModel(Self.library(), path: path) { input, outputs in
      layout = FaceNetworkLayouts.found(input: input, outputs: outputs)
      return input.dimensions.compactMap(\.self)
    }
    let found = try #require(layout)
    let size = FrameSize(width: Self.side, height: Self.side)
    return (type(of: found).title, try found.faces(model.run { $0.update(repeating: 0) }, size: size))
  }

  /// An output with the rows of some anchors; the others are zero.
  private static func output(_ name: String, _ dimensions: [Int], _ rows: [Int: [Float]]) -> ONNXFile.Output {
    var values = [Float](repeating: 0, count: dimensions.reduce(1, *))
    let length = dimensions.last ?? 1
    for (row, numbers) in rows {
      for (index, number) in numbers.enumerated() { values[row * length + index] = number }
    }
    return .init(name: name, dimensions: dimensions, values: values)
  }

  private func expectOneFace(_ outputs: [ONNXFile.Output], _ family: String, score: Double) throws {
    let (title, found) = try faces(outputs)
    #expect(title.hasPrefix(family))
    #expect(found.count == 1)
    let face = try #require(found.first)
    #expect(face.box.iou(Self.expected) > 0.999, "\(face.box)")
    #expect(abs(face.score - score) < 1e-3)
  }

  @Test func `YuNet`() throws {
    // The cell in row 4 and column 4 at a stride of 8 begins at pixel 32, the middle of the face; exp(0.6931) is 2.
    let levels = [8, 16, 32].flatMap { stride in
      let count = (Self.side / stride) * (Self.side / stride)
      let cell = stride == 8 ? 36 : -1
      let rows = { (numbers: [Float]) in cell < 0 ? [:] : [cell: numbers] }
      return [
        Self.output("cls_\(stride)", [1, count, 1], rows([0.81])),
        Self.output("obj_\(stride)", [1, count, 1], rows([1])),
        Self.output("bbox_\(stride)", [1, count, 4], rows([0, 0, 0.693147, 0.693147])),
      ]
    }
    try expectOneFace(levels, "YuNet", score: 0.9)
  }

  @Test func `SCRFD`() throws {
    let counts = [8, 16, 32].map { 2 * (Self.side / $0) * (Self.side / $0) }
    // The second anchor of the cell in row 4 and column 4: the edges are one stride away from its corner.
    let scores = counts.enumerated().map { Self.output("s\($0)", [$1, 1], $0 == 0 ? [73: [0.75]] : [:]) }
    let boxes = counts.enumerated().map {
      Self.output("b\($0)", [$1, 4], $0 == 0 ? [73: [1, 1, 1, 1]] : [:])
    }
    try expectOneFace(scores + boxes, "SCRFD", score: 0.75)
  }

  @Test func `UltraFace`() throws {
    let outputs = [
      Self.output("scores", [1, 100, 2], [5: [0.1, 0.9], 6: [0.9, 0.1]]),
      Self.output("boxes", [1, 100, 4], [5: [0.375, 0.375, 0.625, 0.625]]),
    ]
    try expectOneFace(outputs, "UltraFace", score: 0.9)
  }

  @Test func `YOLO-face v5`() throws {
    var row = [Float](repeating: 0, count: 16)
    (row[0], row[1], row[2], row[3], row[4], row[15]) = (32, 32, 16, 16, 0.9, 0.5)
    try expectOneFace([Self.output("output", [1, 252, 16], [7: row])], "YOLO-face", score: 0.45)
  }

  @Test(arguments: [(5, 4), (20, 4), (22, 16), (22, 5)])
  func `YOLO-face v8, and the faces of NudeNet`(numbers: Int, scoreRow: Int) throws {
    let columns: [Int: Float] = [0: 32, 1: 32, 2: 16, 3: 16, scoreRow: 0.8]
    let rows = columns.mapValues { [Float](repeating: 0, count: 7) + [$0] }
    try expectOneFace([Self.output("output0", [1, numbers, 84], rows)], "YOLO-face", score: 0.8)
  }

  @Test(arguments: [[1, 84, 84], [1, 100], [1, 6, 84], [1, 25, 4]])
  func `other outputs are refused, with what is understood`(dimensions: [Int]) throws {
    let folder = try TemporaryFolder()
    let file = ONNXFile(input: [1, 3, 64, 64], outputs: [Self.output("boxes", dimensions, [:])])
    let path = try folder.write("other.onnx", file.bytes)
    let error = #expect(throws: (any Error).self) { try ONNXDetectorProbe.load(path, Self.library()) }
    let text = "\(error.map { "\($0)" } ?? "")"
    #expect(text.contains("is not a face detector that is understood"), "\(text)")
    #expect(text.contains("boxes (\(dimensions.map(String.init).joined(separator: "x")))"), "\(text)")
    for family in ["CenterFace", "YuNet", "SCRFD", "UltraFace", "YOLO-face", "NudeNet"] {
      #expect(text.contains(family))
    }
  }
}

/// Loads a file as a judge does.
private enum ONNXDetectorProbe {
  static func load(_ path: String, _ library: OpenVINO) throws {
    let size = FrameSize(width: 64, height: 64)
    _ = try ONNXDetector(library, path: path, standard: size, size)
  }
}
