import Core
import FaceDetection
import Geometry
import Pipeline

/// The findings of `verify` for one video: the output of `--json`, the table, and a part of `--findings`.
struct VerifyFindings: Encodable, Sendable {
  /// The checked video.
  var output: String
  /// All frames of the video; each was looked at.
  var frames = 0
  /// Of these, the frames that were looked at in the result before, with the same pixels; nil if there is none.
  var unchanged: Int?
  /// Frames on which a face is visible.
  var framesWithFaces = 0
  /// The visible faces, sorted by time: those that two judges see on one frame, and those that the embedded detector
  /// sees, as without a panel.
  var visible: [Sighting] = []
  /// What one other judge of a panel sees alone; nil without a panel.
  var lone: [Sighting]?
  /// Nil without a panel.
  var panel: Panel? {
    didSet { lone = panel.map { _ in [] } }
  }
  /// What ran the detector's network: `OpenVINO 2026.4.1`.
  var runtime: String
  var notes: [String]
  /// Wall time in seconds.
  var seconds = 0.0
  /// Frames per second of wall time.
  var fps = 0.0

  init(output: String, _ faces: VisibleFaces, runtime: InferenceRuntime, notes: [String], seconds: Double) {
    self.output = output
    frames = faces.frames
    framesWithFaces = faces.framesWithFaces
    self.runtime = "\(runtime)"
    self.notes = [runtime.note].compactMap(\.self) + notes
    self.seconds = seconds
    fps = seconds > 0 ? Double(frames) / seconds : 0
  }

  mutating func add(_ sighting: Sighting, isVisible: Bool) {
    if isVisible { visible.append(sighting) } else { lone?.append(sighting) }
  }

  /// The same without pictures, for standard output.
  var withoutCrops: VerifyFindings {
    var copy = self
    for index in copy.visible.indices { copy.visible[index].crop = nil }
    copy.lone = lone?.map { sighting in
      var sighting = sighting
      sighting.crop = nil
      return sighting
    }
    return copy
  }

  /// `no visible face on 240 frames; 9.3 frames/s`
  var verdict: String {
    let alone = lone.map {
      $0.isEmpty ? "" : "; one judge alone sees \(Self.count($0.count, "a face", "faces")), to be reviewed"
    }
    return "no visible face on \(frames) frames\(alone ?? ""); \(ProgressLine.rounded(fps)) frames/s"
  }

  static func count(_ count: Int, _ one: String, _ many: String) -> String {
    count == 1 ? one : "\(count) \(many)"
  }
}
