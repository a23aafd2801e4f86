import Core
import Geometry
import Pipeline

extension VerifyFindings {
  /// A span of frames on which a face is visible.
  struct Sighting: Encodable, Sendable {
    struct Rectangle: Encodable {
      var left, top, width, height: Double
    }
    struct Pixels: Encodable {
      var width, height: Int
    }
    /// What one judge sees of it.
    struct Sight: Encodable {
      var judge: String
      /// Seconds from the first frame.
      var start: Double
      var frames: Int
      /// Its highest confidence, 0 to 100; those of two judges cannot be compared.
      var confidence: Double
    }

    /// Seconds from the first frame.
    var start, end: Double
    /// The number of the first frame, from 0.
    var firstFrame: Int
    /// The number of frames on which the face is visible.
    var frames: Int
    /// The number of frames on which two judges or more see it; nil without a panel.
    var agreedFrames: Int?
    /// The highest confidence, 0 to 100.
    var confidence: Double
    /// The box that most judges see, and then with the highest confidence, in fractions of the displayed frame.
    var box: Rectangle
    /// The size of that box in pixels of the displayed frame.
    var pixels: Pixels
    /// The judges that see it, in the order of the panel; nil without a panel.
    var judges: [Sight]?
    /// The tracks of the report that were redacted within one second of it; nil without a report.
    var tracks: [Int]?
    /// A picture of it as JPEG in Base64.
    var crop: String?
  }
}

extension VerifyFindings.Sighting {
  init(
    _ face: VisibleFace, _ report: WrittenReport?, _ displayed: FrameSize, _ panel: VerifyFindings.Panel?,
    crop: [UInt8]?
  ) {
    (start, end) = (face.start.seconds, face.end.seconds)
    (firstFrame, frames, confidence) = (face.firstFrame, face.frames, face.confidence)
    box = Rectangle(
      left: face.box.left, top: face.box.top, width: face.box.width, height: face.box.height)
    pixels = Pixels(
      width: Int((face.box.width * Double(displayed.width)).rounded()),
      height: Int((face.box.height * Double(displayed.height)).rounded()))
    tracks = report?.tracks(near: face.start.seconds...face.end.seconds)
    self.crop = crop.map(Base64.text)
    guard let panel else { return }
    agreedFrames = face.agreedFrames
    judges = face.sights.sorted { $0.key < $1.key }.map { judge, sight in
      Sight(
        judge: panel.judges[judge].name, start: sight.start.seconds, frames: sight.frames,
        confidence: sight.confidence)
    }
  }

  /// `CenterFace 12, BlazeFace 3`; nil without a panel.
  var seenBy: String? { judges.map { $0.map { "\($0.judge) \($0.frames)" }.joined(separator: ", ") } }

  /// `track:4,7`; nil without a report.
  var trackNames: String? {
    tracks.map { $0.isEmpty ? "none" : "track:" + $0.map(String.init).joined(separator: ",") }
  }
}
