import FoundationEssentials
import FrameveilTesting
import Testing

/// `frameveil detect`.
@Suite(.blocking) struct DetectTests {
  /// The parts of a response that the tests check.
  private struct Answer: Decodable {
    struct Entry: Decodable {
      struct Face: Decodable {
        var BoundingBox: [String: Double]
        var Confidence: Double
      }
      var Timestamp: Int
      var Face: Face
    }
    struct Metadata: Decodable {
      var Codec: String?
      var DurationMillis: Int?
      var Format: String?
      var FrameRate: Double?
      var FrameHeight: Int?
      var FrameWidth: Int?
    }
    struct Record: Decodable {
      var EmptyTimestamps: [Int]
    }
    var JobStatus: String
    var VideoMetadata: Metadata
    var Faces: [Entry]
    var Frameveil: Record
  }

  /// One second of the sample.
  private static func second(_ name: String, _ arguments: [String]) throws -> String {
    try ClipMaker.clip(name, ["-ss", "4", "-t", "1", "-i", Frameveil.sample("faces.mp4"), "-an"] + arguments)
  }

  private static let h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-pix_fmt"]

  private func detect(_ input: String, _ folder: TemporaryFolder, _ options: [String] = []) throws -> Answer {
    let outcome = try Frameveil.run(["detect", input, "-o", folder("found.json"), "--force", "-q"] + options)
    try #require(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.errors == "")
    return try JSONDecoder().decode(Answer.self, from: Data(bytes(of: folder("found.json"))))
  }

  @Test func `a response contains faces, timestamps and video metadata`() throws {
    let folder = try TemporaryFolder()
    let answer = try detect(Self.second("plain.mp4", Self.h264 + ["yuv420p"]), folder)
    #expect(answer.JobStatus == "SUCCEEDED")
    #expect(answer.VideoMetadata.Codec == "h264")
    #expect(answer.VideoMetadata.Format == "QuickTime / MOV")
    #expect(answer.VideoMetadata.DurationMillis == 1000)
    #expect(answer.VideoMetadata.FrameRate == 30)
    #expect(answer.VideoMetadata.FrameWidth == 1280)
    #expect(answer.VideoMetadata.FrameHeight == 720)
    #expect(Set(answer.Faces.map(\.Timestamp)) == [0, 200, 400, 600, 800])
    for time in [0, 200, 400, 600, 800] { #expect(answer.Faces.filter { $0.Timestamp == time }.count == 3) }
  }

  @Test(arguments: [
    ("wide.mp4", h264 + ["yuv422p"]), ("full.mp4", h264 + ["yuv444p"]), ("ten.mp4", h264 + ["yuv420p10le"]),
    (
      "vp9.webm",
      ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-crf", "20", "-b:v", "0"]
    ),
  ])
  func `every codec gives the same faces`(name: String, arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let plain = try detect(Self.second("plain.mp4", Self.h264 + ["yuv420p"]), folder)
    let other = try detect(Self.second(name, arguments), folder)
    #expect(Self.differ(plain, other) < 0.012)
  }

  @Test func `a rotated video gives boxes of the displayed frame`() throws {
    let folder = try TemporaryFolder()
    let plain = try detect(Self.second("plain.mp4", Self.h264 + ["yuv420p"]), folder)
    // Stored rotated clockwise; the rotation tag of ffmpeg rotates it back, counterclockwise.
    let coded = try Self.second("lying.mp4", ["-vf", "transpose=clock"] + Self.h264 + ["yuv420p"])
    let turned = try ClipMaker.clip(
      "righted.mp4", ["-i", coded, "-c", "copy", "-metadata:s:v", "rotate=90"])
    let other = try detect(turned, folder)
    #expect(other.VideoMetadata.FrameWidth == 1280)
    #expect(other.VideoMetadata.FrameHeight == 720)
    #expect(Self.differ(plain, other) < 0.012)
  }

  /// The largest difference of an edge, in fractions of the frame size; infinite if the faces differ.
  private static func differ(_ first: Answer, _ second: Answer) -> Double {
    let sorted = { (answer: Answer) in
      answer.Faces.sorted {
        ($0.Timestamp, $0.Face.BoundingBox["Left"] ?? 0) < ($1.Timestamp, $1.Face.BoundingBox["Left"] ?? 0)
      }
    }
    let (first, second) = (sorted(first), sorted(second))
    guard first.map(\.Timestamp) == second.map(\.Timestamp) else { return .infinity }
    return zip(first, second).flatMap { pair in
      pair.0.Face.BoundingBox.map { abs($0.value - (pair.1.Face.BoundingBox[$0.key] ?? .infinity)) }
    }.max() ?? .infinity
  }

  @Test func `a video without faces gives a response with the sampled timestamps`() throws {
    let folder = try TemporaryFolder()
    let answer = try detect(
      Clip.ntscWithBFrames.path, folder, ["--detect-rate", "2", "--detect-size", "320"])
    #expect(answer.Faces.isEmpty)
    #expect(answer.Frameveil.EmptyTimestamps == [0, 501, 1001, 1502])
  }

  @Test func `the response redacts faces as input of blur`() throws {
    let folder = try TemporaryFolder()
    let input = try Self.second("plain.mp4", Self.h264 + ["yuv420p"])
    let answer = try detect(input, folder)
    let outcome = try blur(input, folder("found.json"), folder("out.mp4"), ["--effect", "solid"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let boxes = answer.Faces.filter { $0.Timestamp == 0 }.map(\.Face.BoundingBox)
    let shares = try LumaFrames(folder("out.mp4")).next { luma in
      boxes.map { box in
        let x = Int(1280 * (box["Left"] ?? 0)), y = Int(720 * (box["Top"] ?? 0))
        return luma.share(
          x: x..<x + Int(1280 * (box["Width"] ?? 0)), y: y..<y + Int(720 * (box["Height"] ?? 0))
        ) { $0 < 28 }
      }
    }
    #expect(try #require(shares).allSatisfy { $0 > 0.98 })
  }

  @Test func `a response is written to a pipe`() throws {
    let folder = try TemporaryFolder()
    let input = try ClipMaker.clip("piped-with-sound.mkv", ["-i", Clip.ntscWithBFrames.path, "-c", "copy"])
    let arguments = ["detect", "-", "-o", "-", "--detect-size", "320"]
    let outcome = try Frameveil.run(arguments, input: .pipe(input))
    try #require(outcome.code == 0, "\(outcome.errors)")
    let answer = try JSONDecoder().decode(Answer.self, from: Data(outcome.output))
    #expect(answer.VideoMetadata.Codec == "h264")
    #expect(folder.names.isEmpty)
  }

  @Test func `botocore parses the response as GetFaceDetection`() throws {
    let folder = try TemporaryFolder()
    _ = try detect(Self.second("plain.mp4", Self.h264 + ["yuv420p"]), folder)
    let judge = "\(Frameveil.repository)/.build/judges/bin/python"
    let script = "\(Frameveil.repository)/scripts/judge-answer"
    let parsed = try Program([judge, script, folder("found.json")]).runTool()
    #expect(String(decoding: parsed, as: UTF8.self) == "SUCCEEDED h264 1000 1280x720 15 faces\n")
  }
}
