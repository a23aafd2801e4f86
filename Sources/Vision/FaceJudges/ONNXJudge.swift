import Core
import Detections
import FaceDetection
import Geometry
import Glibc
import Media
import OpenCV
import OpenVINO

/// A user's own face detector, an ONNX file of one of the families in `FaceNetworkLayouts`.
///
/// It looks at the whole frame: scaled to the size that the file declares, or to 960 pixels of the longer side if the
/// file leaves the size open.
final class ONNXJudge: FaceJudge {
  /// The longer side of the input in pixels where it can be chosen.
  static let standardSide = 960

  private let finder: ObjectFinder

  /// - Throws: `UserError` if the file cannot be read, or is of no known family.
  init(_ runtime: OpenVINO, path: String, video: JudgedVideo) throws {
    var options = DetectionOptions()
    options.size = Self.standardSide
    let detector = try ONNXDetector(
      runtime, path: path, standard: options.inputSize(for: video.geometry), video.displayed)
    finder = ObjectFinder(
      detector: detector, size: video.size, orientation: video.orientation, tiles: TileGrid(side: 1))
  }

  func faces(in frame: MappedFrame, near hints: [Box]) throws -> [ScoredBox] {
    try finder.objects(in: frame).map { ScoredBox($0.box, score: $0.confidence / 100) }
  }
}

final class ONNXDetector: ObjectDetector {
  /// The size of the image, which is at the top left of the network's input.
  let inputSize: FrameSize
  private let model: TensorModel
  private let layout: any FaceNetworkLayout
  private let input: NetworkInput

  init(_ runtime: OpenVINO, path: String, standard: FrameSize, _ displayed: FrameSize) throws {
    var chosen: (layout: any FaceNetworkLayout, size: FrameSize)?
    do {
      model = try TensorModel(runtime, path: path) { input, outputs in
        let (layout, declared) = try Self.layout(path, input, outputs)
        let size = layout.isResizable ? standard : declared ?? standard
        chosen = (layout, size)
        return [1, 3, size.height, size.width]
      }
    } catch let error as OpenVINOError {
      throw UserError(
        .invalidInput, path, "cannot be read as a network in ONNX",
        remedy: "give a face detector's ONNX file with --judge-model", detail: "\(error)")
    }
    guard let chosen else { preconditionFailure("a network that was read has a layout") }
    layout = chosen.layout
    input = chosen.layout.input(chosen.size)
    inputSize = chosen.size == standard ? standard : displayed.fitted(into: chosen.size)
  }

  func objects(in image: ColourFrame) throws -> [ScoredBox] {
    let outputs = try model.run { input.write(image, to: $0) }
    let found = try layout.faces(outputs, size: input.size)
    let (width, height) = (
      Double(input.size.width) / Double(image.size.width),
      Double(input.size.height) / Double(image.size.height)
    )
    return NonMaximumSuppression.kept(found, overlap: layout.overlap).map { find in
      let box = find.box
      return ScoredBox(
        Box(
          left: box.left * width, top: box.top * height, width: box.width * width, height: box.height * height
        ),
        score: find.score)
    }
  }

  /// The layout of a network, and the size of its input if the file declares one.
  private static func layout(_ path: String, _ input: TensorModel.Port, _ outputs: [TensorModel.Port]) throws
    -> (any FaceNetworkLayout, FrameSize?)
  {
    guard input.dimensions.count == 4, input.dimensions[1] == 3,
      let layout = FaceNetworkLayouts.found(input: input, outputs: outputs)
    else { throw refusal(path, input, outputs) }
    guard let height = input.dimensions[2], let width = input.dimensions[3] else { return (layout, nil) }
    return (layout, FrameSize(width: width, height: height))
  }

  private static func refusal(_ path: String, _ input: TensorModel.Port, _ outputs: [TensorModel.Port])
    -> UserError
  {
    UserError(
      .invalidInput, path,
      "is not a face detector that is understood: its input is \(input.text), its outputs are "
        + outputs.map(\.text).joined(separator: ", "),
      remedy: "--judge-model takes \(FaceNetworkLayouts.all.map { $0.title }.joined(separator: "; ")); "
        + "all with an input of 1 x 3 x height x width")
  }
}

extension TensorModel.Port {
  /// `input.1 (1x3x?x?)`
  fileprivate var text: String {
    let sizes = dimensions.map { $0.map(String.init) ?? "?" }.joined(separator: "x")
    return "\(name.isEmpty ? "unnamed" : name) (\(sizes))"
  }
}

extension FrameSize {
  /// The largest size of the same aspect ratio inside another.
  fileprivate func fitted(into other: FrameSize) -> FrameSize {
    let scale = min(Double(other.width) / Double(width), Double(other.height) / Double(height))
    let side = { (side: Int, most: Int) in min(most, max(1, Int((Double(side) * scale).rounded()))) }
    return FrameSize(width: side(width, other.width), height: side(height, other.height))
  }
}
