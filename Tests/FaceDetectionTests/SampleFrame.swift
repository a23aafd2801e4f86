import Detections
import FaceDetection
import FoundationEssentials
import FrameveilTesting
import Geometry
import Synchronization
import Testing

/// A frame of the sample clip, in any pixel format, optionally with ffmpeg filters.
struct SampleFrame {
  let drawing: Drawing

  init(
    at second: Double = 4, _ format: Drawing.Format = .i420, filters: String = "null",
    size: FrameSize = FrameSize(width: 1280, height: 720)
  ) throws {
    let frame = try ClipMaker.clip(
      "frame-\(second).y4m", ["-ss", "\(second)", "-i", Frameveil.sample("faces.mp4"), "-frames:v", "1"])
    let words = [
      "ffmpeg", "-v", "error", "-nostdin", "-i", frame, "-vf", filters, "-f", "rawvideo", "-pix_fmt",
      format.ffmpegName, "-",
    ]
    drawing = Drawing(format, size, packed: try Program(words).runTool())
  }

  /// The faces that the detector finds with the default options.
  func faces(
    _ orientation: Orientation = .identity, change: (inout DetectionOptions) -> Void = { _ in }
  ) throws -> [DetectedBox] {
    var options = DetectionOptions()
    change(&options)
    let loaded = Loaded(
      size: options.inputSize(for: drawing.size.displayed(orientation)), runtime: options.runtime,
      findsLandmarks: options.findsLandmarks)
    return try Self.detectors.withLock { detectors in
      let detector =
        try detectors[loaded]
        ?? CenterFace(
          model: ModelFile.found(.face), inputSize: loaded.size, minScore: options.minConfidence / 100,
          findsLandmarks: loaded.findsLandmarks, runtime: InferenceRuntime.found(loaded.runtime))
      detectors[loaded] = detector
      let finder = ObjectFinder(
        detector: detector, size: drawing.size, orientation: orientation,
        tiles: TileGrid(side: options.tiles ?? 1))
      return try drawing.read { try finder.objects(in: $0) }
    }
  }

  private struct Loaded: Hashable {
    var size: FrameSize
    var runtime: InferenceRuntime.Choice
    var findsLandmarks: Bool
  }

  /// Loading a network costs as much as running it.
  private static let detectors = Mutex<[Loaded: CenterFace]>([:])

  /// The faces in the unmodified frame at 4 s.
  static let plain = Result { try SampleFrame().faces() }
  /// The faces at 7 s.
  static let late = Result { try SampleFrame(at: 7).faces() }

  /// The ground truth boxes of the completely visible faces at a time of the clip.
  static func truth(at second: Double) throws -> [Box] {
    struct Truth: Decodable {
      struct Frame: Decodable {
        struct Face: Decodable {
          struct Ratios: Decodable {
            var Width: Double
            var Height: Double
            var Left: Double
            var Top: Double
          }
          var box: Ratios
          var visible: Double
        }
        var faces: [Face]
      }
      var frames: [Frame]
    }
    let truth = try JSONDecoder().decode(Truth.self, from: Data(bytes(of: Frameveil.sample("truth.json"))))
    return truth.frames[Int((second * 30).rounded())].faces.filter { $0.visible > 0.99 }.map {
      Box(left: $0.box.Left, top: $0.box.Top, width: $0.box.Width, height: $0.box.Height)
    }
  }
}

extension Drawing.Format {
  fileprivate var ffmpegName: String {
    switch self {
    case .i420, .yv12: "yuv420p"
    case .nv12: "nv12"
    case .nv21: "nv21"
    case .y42b: "yuv422p"
    case .y444: "yuv444p"
    case .i420Ten: "yuv420p10le"
    case .p010: "p010le"
    case .gray: "gray"
    }
  }
}

/// Whether both lists have the same faces: equal counts, and each box has one in the other list with at least
/// this IoU.
func areSame(_ first: [DetectedBox], _ second: [DetectedBox], iou: Double) -> Bool {
  first.count == second.count
    && first.allSatisfy { face in second.contains { $0.box.iou(face.box) >= iou } }
}
