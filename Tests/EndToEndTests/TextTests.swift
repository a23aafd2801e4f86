import FoundationEssentials
import FrameveilTesting
import Testing

/// `blur --hide text` with the embedded text detector.
@Suite(.blocking) struct TextTests {
  /// The bar with the text, in pixels.
  private static let bar = (x: 180, y: 300, width: 280, height: 44)

  /// Five frames of the sample, lossless, with a line of text on a dark bar.
  private static func clip() throws -> String {
    let filter =
      "scale=640:360,drawbox=x=\(bar.x):y=\(bar.y):w=\(bar.width):h=\(bar.height):color=0x203040:t=fill,"
      + "drawtext=font=DejaVu Sans:text=Invoice 20391:fontsize=28:fontcolor=white:x=200:y=308"
    return try ClipMaker.clip(
      "text.mkv",
      [
        "-ss", "4", "-i", Frameveil.sample("faces.mp4"), "-frames:v", "5", "-an", "-vf", filter, "-c:v",
        "ffv1",
      ])
  }

  private func blur(_ options: [String], _ output: String) throws -> Program.Outcome {
    try Frameveil.run(["blur", Self.clip(), "-o", output] + options)
  }

  /// The largest luma inside the letters' part of the bar, of all frames: white text has 235.
  private func brightest(_ path: String) throws -> UInt8 {
    let words = [
      "ffmpeg", "-v", "error", "-nostdin", "-i", path, "-vf", "crop=230:30:200:308,format=gray", "-f",
      "rawvideo", "-",
    ]
    return try Program(words).runTool().max() ?? 255
  }

  @Test(arguments: [["--hide", "text"], ["--hide", "faces,text"], ["--hide", "plates"]])
  func `text becomes one colour, whatever hides faces`(options: [String]) throws {
    let folder = try TemporaryFolder()
    let before = try brightest(Self.clip())
    let outcome = try blur(options, folder("out.mkv"))
    try #require(outcome.code == 0, "\(outcome.errors)")
    let after = try brightest(folder("out.mkv"))
    #expect(before > 200 && after < 60, "\(before) became \(after)")
    #expect(outcome.errors.contains("the characters are hidden") == options.contains("plates"))
  }

  @Test(arguments: [
    (["--hide", "text", "--effect", "blur"], "text is hidden by one colour only"),
    (["--hide", "hands"], "unknown subject"),
    (["--hide", "text,moderation"], "--hide moderation needs --detections"),
    (["--hide", "screens", "-d", "none.json"], "is for the embedded text detector"),
  ])
  func `what cannot be done is refused`(options: [String], words: String) throws {
    let folder = try TemporaryFolder()
    let outcome = try blur(options, folder("out.mkv"))
    #expect(outcome.code == 64 && outcome.errors.contains(words), "\(outcome.errors)")
    #expect(folder.names.isEmpty)
  }
}
