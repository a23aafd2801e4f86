import FoundationEssentials
import FrameveilTesting
import Testing

/// The `--on-weak` policies, with a face in mid-frame that is detected only in the first half second of two.
@Suite(.blocking) struct ReportPolicyTests {
  private static let box = [0.4, 0.4, 0.2, 0.2]

  private func run(_ folder: TemporaryFolder, _ options: [String]) throws -> Program.Outcome {
    let answer = DetectionResponse.text([Self.box], milliseconds: [0, 200, 400])
    let detections = try folder.write("faces.json", answer)
    let input = try ClipMaker.clip(
      "bright.mp4",
      [
        "-f", "lavfi", "-i", "color=gray:size=320x240:rate=25:duration=2", "-c:v", "libx264", "-pix_fmt",
        "yuv420p",
      ])
    return try blur(input, detections, folder("out.mp4"), ["--effect", "solid"] + options)
  }

  /// The number of frames that are dark in the middle, and of those that are dark in a corner.
  private func dark(_ path: String) throws -> (middle: Int, corner: Int) {
    let frames = try LumaFrames(path)
    var count = (middle: 0, corner: 0)
    while let (middle, corner) = frames.next({ luma in
      (luma.share(x: 150..<170, y: 110..<130) { $0 < 28 }, luma.share(x: 0..<20, y: 0..<20) { $0 < 28 })
    }) {
      if middle > 0.9 { count.middle += 1 }
      if corner > 0.9 { count.corner += 1 }
    }
    return count
  }

  @Test(
    arguments: [
      ([], 50, 0), (["--on-weak", "linger"], 50, 0), (["--on-weak", "accept"], 16, 0),
      (["--on-weak", "hide-frame"], 50, 34),
    ] as [([String], Int, Int)])
  func `a face lost in mid-frame`(options: [String], middle: Int, corner: Int) throws {
    let folder = try TemporaryFolder()
    let outcome = try run(folder, options)
    try #require(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("1 review item:"))
    let found = try dark(folder("out.mp4"))
    #expect(found == (middle, corner))
  }

  @Test func `--on-weak fail gives no output and lists the review items`() throws {
    let folder = try TemporaryFolder()
    let outcome = try run(folder, ["--on-weak", "fail", "--report", folder("report.json")])
    #expect(outcome.code == 3)
    #expect(folder.names == ["faces.json"])
    #expect(outcome.errors.contains("no output was published"))
    #expect(outcome.errors.contains("check whether the face is still there"))
  }

  @Test func `--on-weak fail has no effect without review items`() throws {
    let folder = try TemporaryFolder()
    let output = try blurred(Clip.ntscWithBFrames.path, folder, to: "out.mp4", ["--on-weak", "fail"])
    #expect(try MediaProbe.frameTimes(output).count == 60)
  }

  @Test func `--on-weak fail is refused for a pipe`() throws {
    let folder = try TemporaryFolder()
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let outcome = try blur(Clip.ntscWithBFrames.path, detections, "-", ["--on-weak", "fail"])
    #expect(outcome.code == 64)
    #expect(outcome.output == [])
  }

  @Test(arguments: [([], "nothing to redact"), (["--min-confidence", "99.95"], "below --min-confidence")])
  func `detections without a face are refused`(options: [String], words: String) throws {
    let folder = try TemporaryFolder()
    let answer = options.isEmpty ? DetectionResponse.text() : DetectionResponse.corner
    let detections = try folder.write("faces.json", answer)
    let outcome = try blur(Clip.ntscWithBFrames.path, detections, folder("out.mp4"), options)
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains(words) && outcome.errors.contains("--allow-no-faces"))
    #expect(folder.names == ["faces.json"])
  }
}
