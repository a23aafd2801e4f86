import FaceDetection
import Geometry
import Pipeline

/// The findings of `verify`: the output of `--json`, and the table.
struct VerifyFindings: Encodable {
  /// A span of frames on which a face is visible.
  struct Sighting: Encodable {
    struct Rectangle: Encodable {
      var left, top, width, height: Double
    }
    /// Seconds from the first frame.
    var start, end: Double
    /// The number of frames on which the face is visible.
    var frames: Int
    /// The highest confidence, 0 to 100.
    var confidence: Double
    /// The box of the highest confidence, in fractions of the displayed frame.
    var box: Rectangle
    /// The tracks of the report that were redacted within one second of it; nil without a report.
    var tracks: [Int]?
  }

  /// The checked video.
  var output: String
  /// All frames of the video.
  var frames = 0
  /// Frames with at least one visible face.
  var framesWithFaces = 0
  /// Sorted by time.
  var visible: [Sighting] = []
  /// What ran the detector's network: `OpenVINO 2026.4.1`.
  var runtime: String
  var notes: [String]
  /// Wall time in seconds.
  var seconds = 0.0
  /// Frames per second of wall time.
  var fps = 0.0

  init(
    output: String, _ faces: VisibleFaces, report: WrittenReport?, runtime: InferenceRuntime, seconds: Double
  ) {
    self.output = output
    frames = faces.frames
    framesWithFaces = faces.framesWithFaces
    visible = faces.all.map { Sighting($0, report: report) }
    self.runtime = "\(runtime)"
    notes = [runtime.note].compactMap(\.self)
    self.seconds = seconds
    fps = seconds > 0 ? Double(frames) / seconds : 0
  }

  /// A text table with a header and one line per sighting.
  var table: String {
    let names = ["from", "to", "frames", "confidence", "left", "top", "width", "height", "tracks"]
    let rows = visible.map(\.cells)
    let columns = rows.first?.count ?? 0
    let widths = (0..<columns).map { column in
      (rows.map { $0[column].count } + [names[column].count]).max() ?? 0
    }
    return ([Array(names.prefix(columns))] + rows).map { row in
      zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }.joined(separator: "  ")
        + "\n"
    }.joined()
  }
}

extension VerifyFindings.Sighting {
  fileprivate init(_ face: VisibleFace, report: WrittenReport?) {
    (start, end) = (face.start.seconds, face.end.seconds)
    (frames, confidence) = (face.frames, face.confidence)
    box = Rectangle(
      left: face.box.left, top: face.box.top, width: face.box.width, height: face.box.height)
    tracks = report?.tracks(near: face.start.seconds...face.end.seconds)
  }

  fileprivate var cells: [String] {
    let places = [box.left, box.top, box.width, box.height].map(Self.hundredths)
    let near =
      tracks.map { [$0.isEmpty ? "none" : "track:" + $0.map(String.init).joined(separator: ",")] } ?? []
    return [
      "\(MediaTime(seconds: start))", "\(MediaTime(seconds: end))", "\(frames)",
      "\(Int(confidence.rounded()))",
    ] + places + near
  }

  private static func hundredths(_ value: Double) -> String {
    let whole = Int((abs(value) * 100).rounded())
    return (value < 0 && whole > 0 ? "-" : "") + "\(whole / 100).\(whole % 100 < 10 ? "0" : "")\(whole % 100)"
  }
}
