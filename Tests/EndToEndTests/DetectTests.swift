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

  /// One second of the sample in ten frames of 640x360.
  private static func second(_ name: String, _ arguments: [String], _ filters: String = "") throws -> String {
    let source = ["-ss", "4", "-t", "1", "-i", Frameveil.sample("faces.mp4"), "-an"]
    return try ClipMaker.clip(name, source + ["-vf", "fps=10,scale=640:360\(filters)"] + arguments)
  }

  private static let h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-pix_fmt"]

  private static func detect(_ input: String, to output: String, _ options: [String] = []) throws -> Answer {
    let outcome = try Frameveil.run(
      ["detect", input, "-o", output, "--detect-size", "320", "-q"] + options)
    try #require(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.errors == "")
    return try JSONDecoder().decode(Answer.self, from: Data(bytes(of: output)))
  }

  private static func plain() throws -> String { try second("plain.mp4", h264 + ["yuv420p"]) }

  /// The path of the response for the plain clip.
  private static func found() throws -> String {
    try ClipMaker.file("plain.json") { path in _ = try detect(plain(), to: path) }
  }

  private static func faces() throws -> Answer {
    try JSONDecoder().decode(Answer.self, from: Data(bytes(of: found())))
  }

  @Test func `a response contains faces, timestamps and video metadata`() throws {
    let answer = try Self.faces()
    #expect(answer.JobStatus == "SUCCEEDED")
    #expect(answer.VideoMetadata.Codec == "h264")
    #expect(answer.VideoMetadata.Format == "QuickTime / MOV")
    #expect(answer.VideoMetadata.DurationMillis == 1000)
    #expect(answer.VideoMetadata.FrameRate == 10)
    #expect(answer.VideoMetadata.FrameWidth == 640)
    #expect(answer.VideoMetadata.FrameHeight == 360)
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
    let other = try Self.detect(Self.second(name, arguments), to: folder("found.json"))
    #expect(try Self.differ(Self.faces(), other) < 0.012)
  }

  @Test func `a rotated video gives boxes of the displayed frame`() throws {
    let folder = try TemporaryFolder()
    // Stored rotated clockwise; the rotation tag of ffmpeg rotates it back, counterclockwise.
    let coded = try Self.second("lying.mp4", Self.h264 + ["yuv420p"], ",transpose=clock")
    let turned = try ClipMaker.clip(
      "righted.mp4", ["-i", coded, "-c", "copy", "-metadata:s:v", "rotate=90"])
    let other = try Self.detect(turned, to: folder("found.json"))
    #expect(other.VideoMetadata.FrameWidth == 640)
    #expect(other.VideoMetadata.FrameHeight == 360)
    #expect(try Self.differ(Self.faces(), other) < 0.012)
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
    let answer = try Self.detect(
      Clip.ntscWithBFrames.path, to: folder("found.json"), ["--detect-rate", "2"])
    #expect(answer.Faces.isEmpty)
    #expect(answer.Frameveil.EmptyTimestamps == [0, 501, 1001, 1502])
  }

  /// Pictures without faces at 30 frames a second, with `length` frames of the sample from frame `start` on.
  private static func interrupted(_ start: Int, _ length: Int) throws -> String {
    let pictures = ["-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30:duration=2"]
    let faces = ["-ss", "4", "-t", "2", "-i", Frameveil.sample("faces.mp4"), "-an"]
    let filters =
      "[1]fps=30,scale=640:360,setsar=1[faces];"
      + "[0][faces]overlay=enable='between(n,\(start),\(start + length - 1))'[all]"
    return try ClipMaker.clip(
      "shot-\(start)-\(length).mp4",
      pictures + faces + ["-filter_complex", filters, "-map", "[all]"] + h264 + ["yuv420p"])
  }

  @Test(arguments: [(31, 4), (32, 3), (37, 2), (38, 1), (58, 2)])
  func `a scene shorter than the sampling interval is analysed`(start: Int, length: Int) throws {
    let folder = try TemporaryFolder()
    let clip = try Self.interrupted(start, length)
    let answer = try Self.detect(clip, to: folder("found.json"))
    #expect(Set(answer.Faces.map(\.Timestamp)) == [(start * 1000 + 15) / 30])
    let output = folder("out.mp4")
    let outcome = try Frameveil.run(["blur", clip, "-o", output, "--detect-size", "320", "-q"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    #expect(try Frameveil.run(["verify", clip, "--detect-size", "320", "-q"]).code != 0)
    #expect(try Frameveil.run(["verify", output, "--detect-size", "320", "-q"]).code == 0)
  }

  @Test func `the response redacts faces as input of blur`() throws {
    let folder = try TemporaryFolder()
    let answer = try Self.faces()
    let outcome = try blur(Self.plain(), Self.found(), folder("out.mp4"), ["--effect", "solid"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let boxes = answer.Faces.filter { $0.Timestamp == 0 }.map(\.Face.BoundingBox)
    let shares = try LumaFrames(folder("out.mp4")).next { luma in
      boxes.map { box in
        let x = Int(640 * (box["Left"] ?? 0)), y = Int(360 * (box["Top"] ?? 0))
        return luma.share(
          x: x..<x + Int(640 * (box["Width"] ?? 0)), y: y..<y + Int(360 * (box["Height"] ?? 0))
        ) { $0 < 28 }
      }
    }
    #expect(try #require(shares).allSatisfy { $0 > 0.98 })
  }

  @Test func `where faces are small, so that tiles are looked at in turn, the response gives the same video`()
    throws
  {
    let folder = try TemporaryFolder()
    let clip = try ClipMaker.clip(
      "small-faces.mp4",
      [
        "-ss", "4", "-t", "1.5", "-i", Frameveil.sample("faces.mp4"), "-an", "-vf",
        "fps=15,scale=640:-2,pad=1280:720:200:150",
      ] + Self.h264 + ["yuv420p"])
    let turns = try Self.detect(clip, to: folder("found.json"))
    let detections = [("a.mkv", ["--detect-size", "320"]), ("b.mkv", ["-d", folder("found.json")])]
    for (output, options) in detections {
      let outcome = try Frameveil.run(["blur", clip, "-o", folder(output), "-q"] + options)
      try #require(outcome.code == 0, "\(outcome.errors)")
    }
    let frames = try ["a.mkv", "b.mkv"].map { output in
      try Program(["ffmpeg", "-v", "error", "-nostdin", "-i", folder(output), "-f", "framemd5", "-"])
        .runTool()
    }
    #expect(frames[0] == frames[1])
    // The turns find more than the whole frames.
    let whole = try Self.detect(clip, to: folder("whole.json"), ["--detect-tiles", "1"])
    #expect(turns.Faces.count > whole.Faces.count)
  }

  @Test func `a response is written to a pipe`() throws {
    let folder = try TemporaryFolder()
    let input = try ClipMaker.clip("piped-with-sound.mkv", ["-i", ObjectClip.video, "-c", "copy"])
    let arguments = ["detect", "-", "-o", "-", "--detect-size", "320"]
    let outcome = try Frameveil.run(arguments, input: .pipe(input))
    try #require(outcome.code == 0, "\(outcome.errors)")
    let answer = try JSONDecoder().decode(Answer.self, from: Data(outcome.output))
    #expect(answer.VideoMetadata.Codec == "h264")
    #expect(folder.names.isEmpty)
  }

  @Test func `botocore parses the response as GetFaceDetection`() throws {
    let judge = "\(Frameveil.repository)/.build/judges/bin/python"
    let script = "\(Frameveil.repository)/scripts/judge-answer"
    let parsed = try Program([judge, script, Self.found()]).runTool()
    #expect(String(decoding: parsed, as: UTF8.self) == "SUCCEEDED h264 1000 640x360 15 faces\n")
  }
}
