import FoundationEssentials
import FrameveilTesting
import Testing

/// What the effects leave in a file.
@Suite(.blocking) struct EffectTests {
  private static let face = (x: 64..<96, y: 48..<80)
  /// The detected face, in ratios: a little more than what differs.
  private static let box = [60.0 / 160, 44.0 / 120, 40.0 / 160, 40.0 / 120]

  /// A lossless clip whose face is filled by an ffmpeg filter of that part.
  private func clip(_ name: String, _ format: String, _ filter: String) throws -> String {
    let part = "crop=32:32:64:48,\(filter)"
    return try ClipMaker.clip(
      "\(name)-\(format).mkv",
      [
        "-f", "lavfi", "-i", "testsrc2=size=160x120:rate=25:duration=0.6", "-filter_complex",
        "[0]format=\(format),split[a][b];[b]\(part),format=\(format)[c];"
          + "[a][c]overlay=64:48:format=\(format == "yuv420p" ? "yuv420" : "yuv422p10")",
        "-c:v", "ffv1",
      ])
  }

  private func detections(_ folder: TemporaryFolder) throws -> String {
    try folder.write("face.json", DetectionResponse.text([Self.box], milliseconds: [0, 200, 400]))
  }

  private func picture(_ arguments: [String]) throws -> String {
    try ClipMaker.clip("badge.png", ["-f", "lavfi", "-i"] + arguments + ["-frames:v", "1"])
  }

  @Test(
    arguments: [
      ["--effect", "blur"], ["--effect", "pixelate"], ["--effect", "solid", "--color", "#ff8000"],
      ["--effect", "image"], ["--shape", "box", "--feather", "0.3"],
    ], ["yuv420p", "yuv422p10le"])
  func `videos that differ only under the same masks give the same file`(options: [String], format: String)
    throws
  {
    let folder = try TemporaryFolder()
    let detections = try detections(folder)
    // Optical flow looks at the faces, and moves the masks.
    var options = options + ["--guide", "off"]
    if options.contains("image") {
      options += ["--image", try picture(["color=red@0.5:size=20x30,format=rgba"])]
    }
    let fillings = ["noise": "noise=alls=100:allf=t", "black": "drawbox=color=black:t=fill", "plain": "null"]
    let outputs = try fillings.sorted { $0.key < $1.key }.map { name, filter in
      let outcome = try blur(clip(name, format, filter), detections, folder("\(name).mkv"), options)
      try #require(outcome.code == 0, "\(outcome.errors)")
      return try bytes(of: folder("\(name).mkv"))
    }
    #expect(ByteArrays.areEqual(outputs[0], outputs[1]) && ByteArrays.areEqual(outputs[0], outputs[2]))
  }

  @Test func `from the face, the file depends on the face`() throws {
    let folder = try TemporaryFolder()
    let detections = try detections(folder)
    let outputs = try ["black": "drawbox=color=black:t=fill", "plain": "null"].map { name, filter in
      let outcome = try blur(
        clip(name, "yuv420p", filter), detections, folder("\(name).mkv"),
        ["--from", "face", "--guide", "off"])
      try #require(outcome.code == 0, "\(outcome.errors)")
      return try bytes(of: folder("\(name).mkv"))
    }
    #expect(!ByteArrays.areEqual(outputs[0], outputs[1]))
  }

  private struct Summary: Decodable {
    struct Effect: Decodable {
      struct Recognition: Decodable {
        var people: Int
        var rank1: Double
        var rank5: Double
      }
      var effect: String
      var from: String?
      var recognition: Recognition?
    }
    var effect: Effect
    var notes: [String]
  }

  /// The summary says what hides faces, and what was measured about it; the page as well.
  @Test(arguments: [
    (["--effect", "blur"], "blur", "surroundings", "a blur computed from the surroundings"),
    (["--effect", "pixelate", "--from", "face"], "pixelate", "face", "a mosaic computed from the face"),
    (["--effect", "solid"], "solid", nil, "one colour"),
  ])
  func `summary and report name the effect`(options: [String], effect: String, from: String?, words: String)
    throws
  {
    let folder = try TemporaryFolder()
    let outcome = try blur(
      clip("plain", "yuv420p", "null"), detections(folder), folder("out.mkv"),
      options + ["--json", "--report", folder("report.html")])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let summary = try JSONDecoder().decode(Summary.self, from: Data(outcome.output))
    #expect(summary.effect.effect == effect && summary.effect.from == from)
    let found = try #require(summary.effect.recognition)
    #expect((found.rank1 > 4 / Double(found.people)) == (from == "face"))
    #expect(summary.notes.contains { $0.contains("can recognize people") } == (from == "face"))
    let page = String(decoding: try bytes(of: folder("report.html")), as: UTF8.self)
    #expect(page.contains("hidden by <b>\(words)</b>"))
    #expect(page.contains("In a test with \(found.people) people"))
  }

  /// ffmpeg's colours of one pixel of the first frame.
  private func colour(_ path: String, x: Int, y: Int) throws -> [Int] {
    let pixel = try Program([
      "ffmpeg", "-v", "error", "-nostdin", "-i", path, "-vf", "crop=2:2:\(x):\(y)", "-frames:v", "1",
      "-pix_fmt",
      "rgb24", "-f", "rawvideo", "-",
    ]).runTool()
    return pixel.prefix(3).map { Int($0) }
  }

  @Test(arguments: [("#ff8000", [255, 128, 0]), ("white", [255, 255, 255]), ("0000ff", [0, 0, 255])])
  func `a colour is shown as given`(text: String, expected: [Int]) throws {
    let folder = try TemporaryFolder()
    let input = try clip("plain", "yuv420p", "null")
    let outcome = try blur(
      input, detections(folder), folder("out.mkv"), ["--effect", "solid", "--color", text, "--shape", "box"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let found = try colour(folder("out.mkv"), x: 78, y: 62)
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 14 }, "\(found)")
  }

  /// A picture with a red upper and a blue lower half stands upright in a video that is displayed rotated.
  @Test(arguments: [0, 90, 180, 270])
  func `a picture is upright`(degrees: Int) throws {
    let folder = try TemporaryFolder()
    let plain = try ClipMaker.clip(
      "grey-\(degrees).mp4",
      [
        "-f", "lavfi", "-i", "color=gray:size=160x160:rate=25:duration=0.4", "-c:v", "libx264", "-pix_fmt",
        "yuv420p",
      ])
    let input = try ClipMaker.clip(
      "turned-grey-\(degrees).mp4", ["-i", plain, "-c", "copy", "-metadata:s:v", "rotate=\(degrees)"])
    let image = try ClipMaker.clip(
      "halves.png",
      ["-f", "lavfi", "-i", "color=red:size=40x40,drawbox=y=20:h=20:color=blue:t=fill", "-frames:v", "1"])
    let detections = try folder.write(
      "face.json", DetectionResponse.text([[0.25, 0.25, 0.5, 0.5]], milliseconds: [0, 200]))
    let outcome = try blur(
      input, detections, folder("out.mp4"), ["--effect", "image", "--image", image, "--margin", "0"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let (upper, lower) = try (
      colour(folder("out.mp4"), x: 80, y: 64), colour(folder("out.mp4"), x: 80, y: 96)
    )
    #expect(upper[0] > 200 && upper[2] < 60, "\(upper)")
    #expect(lower[2] > 200 && lower[0] < 60, "\(lower)")
  }

  @Test(arguments: [
    (["--effect", "image"], 64, "--effect image needs --image FILE"),
    (["--image", "x.png"], 64, "--image is for --effect image"),
    (["--color", "red", "--effect", "solid"], 64, "--color takes #RRGGBB, black, white or grey, not 'red'"),
    (["--color", "black"], 64, "--color is for --effect solid"),
    (["--from", "face", "--effect", "solid"], 64, "--from face is for --effect blur and pixelate"),
    (["--from", "face", "--strength", "0.1"], 64, "accept it with --allow-weak"),
    (["--effect", "solid", "--strength", "0.1"], 64, "--strength is for a blur or a mosaic"),
    (["--effect", "image", "--image", "s3://b/k.png"], 64, "--image takes a file on this machine"),
    (["--from", "outside"], 64, "--from takes one of surroundings, face"),
    (["--hide", "text", "--shape", "ellipse"], 64, "use --shape box with --hide text"),
    (["--effect", "image", "--image", "none.png"], 66, "none.png"),
    (["--effect", "image", "--image", "faces.json"], 65, "pass a complete PNG file"),
  ])
  func `what does not fit together is refused`(options: [String], code: Int32, words: String) throws {
    let folder = try TemporaryFolder()
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let named = options.map { ["none.png", "faces.json"].contains($0) ? folder($0) : $0 }
    let outcome = try blur(clip("plain", "yuv420p", "null"), detections, folder("out.mkv"), named)
    #expect(outcome.code == code)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(folder.names == ["faces.json"])
  }

  @Test func `a truncated picture is refused`() throws {
    let folder = try TemporaryFolder()
    let bytes = try bytes(of: picture(["color=red@0.5:size=20x30,format=rgba"])).dropLast(20)
    try folder.write("cut.png", bytes)
    let outcome = try blur(
      clip("plain", "yuv420p", "null"), detections(folder), folder("out.mkv"),
      ["--effect", "image", "--image", folder("cut.png")])
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains("is damaged or cut off"), "\(outcome.errors)")
  }
}
