import FrameveilTesting
import Testing

/// An invalid input for a run, and the expected exit code and message.
struct InvalidInput: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let code: Int32
  /// Substrings of the error message, among them the file: `in.mp4` or `faces.json`.
  let words: [String]
  /// Breaks one file of a folder with a valid `in.mp4` and matching `faces.json`.
  let breakFile: @Sendable (TemporaryFolder) throws -> Void

  init(
    _ name: String, _ code: Int32, _ words: [String],
    _ breakFile: @escaping @Sendable (TemporaryFolder) throws -> Void
  ) {
    testDescription = name
    self.code = code
    self.words = words
    self.breakFile = breakFile
  }

  static let video: [InvalidInput] = [
    InvalidInput("a missing video", 66, ["in.mp4", "no such file"]) { try $0.remove("in.mp4") },
    InvalidInput("a folder as video", 66, ["in.mp4", "is a folder"]) {
      try $0.remove("in.mp4")
      try Program(["mkdir", $0("in.mp4")]).runTool()
    },
    InvalidInput("an empty video", 65, ["in.mp4", "is empty"]) { try $0.write("in.mp4", "") },
    InvalidInput("text as video", 65, ["in.mp4", "not a video"]) {
      try $0.write("in.mp4", String(repeating: "This is a shopping list: apples and pears.\n", count: 50))
    },
    InvalidInput("random bytes as video", 65, ["in.mp4", "not a video"]) {
      var generator = SplitMix(seed: 7)
      try $0.write("in.mp4", (0..<100_000).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
    },
    InvalidInput("a truncated MP4 with its index last", 65, ["in.mp4", "is truncated"]) {
      try $0.write("in.mp4", bytes(of: Clip.ntscWithBFrames.path).dropLast(5_000))
    },
    InvalidInput("a truncated MP4 with its index first", 65, ["in.mp4", "is truncated"]) {
      try $0.write("in.mp4", bytes(of: Frameveil.sample("faces.mp4")).prefix(200_000))
    },
    InvalidInput("audio without video", 65, ["in.mp4", "no video track"]) {
      let arguments = try ["-i", Clip.ntscWithBFrames.path, "-vn", "-c", "copy"]
      try $0.replace("in.mp4", with: ClipMaker.clip("sound.mp4", arguments))
    },
    InvalidInput("two video tracks", 65, ["in.mp4", "2 video tracks"]) {
      let arguments = try ["-i", Clip.ntscWithBFrames.path, "-map", "0:v", "-map", "0:v", "-c", "copy"]
      try $0.replace("in.mp4", with: ClipMaker.clip("double.mp4", arguments))
    },
  ]

  static let detections: [InvalidInput] = [
    InvalidInput("missing detections", 66, ["faces.json", "no such file"]) { try $0.remove("faces.json") },
    InvalidInput("empty detections", 65, ["faces.json"]) { try $0.write("faces.json", "") },
    InvalidInput("unreadable detections", 65, ["faces.json", "line 2"]) {
      try $0.write("faces.json", "{\"JobStatus\":\"SUCCEEDED\",\n\"Faces\":[{]}")
    },
    InvalidInput("text as detections", 65, ["faces.json", "line 1"]) {
      try $0.write("faces.json", "no faces")
    },
    InvalidInput("a failed job", 65, ["faces.json", "FAILED"]) {
      try $0.write("faces.json", DetectionResponse.text(status: "FAILED"))
    },
    InvalidInput("a job in progress", 65, ["faces.json", "IN_PROGRESS"]) {
      try $0.write("faces.json", DetectionResponse.text(status: "IN_PROGRESS"))
    },
    InvalidInput("a negative box", 65, ["faces.json", "Width"]) {
      try $0.write("faces.json", DetectionResponse.text([[0.1, 0.1, -0.2, 0.2]]))
    },
    InvalidInput("detections of a larger video", 65, ["1920x1080", "320x240", "--allow-mismatch"]) {
      let metadata = #"{"DurationMillis":2000,"FrameWidth":1920,"FrameHeight":1080}"#
      try $0.write("faces.json", DetectionResponse.text([[0.1, 0.1, 0.1, 0.1]], metadata: metadata))
    },
    InvalidInput("detections of a longer video", 65, ["do not match", "--allow-mismatch"]) {
      let metadata = #"{"DurationMillis":60000,"FrameWidth":320,"FrameHeight":240}"#
      try $0.write("faces.json", DetectionResponse.text([[0.1, 0.1, 0.1, 0.1]], metadata: metadata))
    },
    InvalidInput("a box after the end of the video", 65, ["do not match", "0:01:00"]) {
      try $0.write("faces.json", DetectionResponse.text([[0.1, 0.1, 0.1, 0.1]], milliseconds: [0, 60_000]))
    },
  ]

  /// A new folder with a valid video and matching detections, one of which is then broken.
  func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.replace("in.mp4", with: Clip.ntscWithBFrames.path)
    try folder.write("faces.json", DetectionResponse.corner)
    try breakFile(folder)
    return folder
  }
}
