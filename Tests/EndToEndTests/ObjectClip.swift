import FrameveilTesting

/// A clip of twelve frames with sound, its index first, and one face in a corner: for tests with many objects.
enum ObjectClip {
  static var video: String {
    get throws {
      let coding = ["-c:a", "aac", "-shortest"] + Clip.h264("yuv420p") + ["-movflags", "+faststart"]
      return try ClipMaker.clip(
        "object.mp4", Clip.source("320x240", "30000/1001", seconds: 1) + ["-t", "0.4"] + coding)
    }
  }

  /// The path of its detections.
  static var detections: String { get throws { try ClipMaker.text("object.json", ShortClip.answer) } }
}
