import FrameveilTesting

/// A clip of twelve frames with a face in a corner, for tests with many runs.
enum ShortClip {
  static var path: String {
    get throws {
      try ClipMaker.clip(
        "brief-run.mp4", ["-i", Clip.ntscWithBFrames.path, "-t", "0.4", "-c:v", "libx264", "-an"])
    }
  }

  static let answer = DetectionResponse.text([[0.02, 0.02, 0.15, 0.2]], milliseconds: [0, 200, 400])
  /// Manual boxes for `--add`.
  static let boxes = #"[{"start":0,"end":0.4,"box":[0.5,0.5,0.2,0.2]}]"#
  /// Scene cuts for `--shots`.
  static let shots =
    #"{"JobStatus":"SUCCEEDED","Segments":[{"Type":"SHOT","StartTimestampMillis":0,"EndTimestampMillis":9,"ShotSegment":{"Index":0}}]}"#
}

/// An HTTP server of files: Tests/Stack/file-server.
struct FileServer {
  private let server: LocalServer

  init(_ folder: TemporaryFolder) throws {
    server = try LocalServer(["python3", "\(Frameveil.repository)/Tests/Stack/file-server", folder.path])
  }

  var host: String { "127.0.0.1:\(server.ports[0])" }

  /// The URL of a file; `manner` selects the validators (ETag, Last-Modified) that the server sends.
  func url(_ name: String, _ manner: String = "both") -> String { "http://\(host)/\(manner)/\(name)" }
}
