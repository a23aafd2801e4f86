import FrameveilTesting
import Testing

/// One run on the whole sample with solid boxes, for what it redacts and for what it reports.
enum SampleRun {
  /// The path of a folder with `out.mp4`, `report.json` and `report.html`.
  static var folder: String {
    get throws {
      try ClipMaker.file("sample-run") { folder in
        try Program(["mkdir", folder]).runTool()
        let reports = ["--report", "\(folder)/report.json", "--report", "\(folder)/report.html"]
        let (video, detections) = (Frameveil.sample("faces.mp4"), Frameveil.sample("faces.json"))
        let outcome = try blur(
          video, detections, "\(folder)/out.mp4", ["--effect", "solid", "--feather", "0"] + reports)
        try #require(outcome.code == 0, "\(outcome.errors)")
      }
    }
  }
}
