import FrameveilTesting
import Testing

/// `blur --hide persons` and `--hide heads` with the embedded person detector.
@Suite(.blocking) struct PersonsTests {
  /// A rectangle in pixels.
  struct Part: Sendable, CustomStringConvertible {
    var x, y, width, height: Int
    var description: String { "crop=\(width):\(height):\(x):\(y)" }
  }

  /// In the clip, the suit of the person on the right, the face of the one on the left, and the wall where nobody is.
  private static let suit = Part(x: 470, y: 260, width: 80, height: 80)
  private static let face = Part(x: 106, y: 125, width: 50, height: 80)
  private static let wall = Part(x: 400, y: 4, width: 200, height: 20)

  /// Five frames of the sample, lossless.
  private static func clip() throws -> String {
    try ClipMaker.clip(
      "persons.mkv",
      [
        "-ss", "4", "-i", Frameveil.sample("faces.mp4"), "-frames:v", "5", "-an", "-vf", "scale=640:360",
        "-c:v", "ffv1",
      ])
  }

  /// The luma of a part of all frames.
  private func luma(_ path: String, _ part: Part) throws -> [UInt8] {
    try Program(
      ["ffmpeg", "-v", "error", "-nostdin", "-i", path, "-vf", "\(part),format=gray", "-f", "rawvideo", "-"]
    ).runTool()
  }

  /// The share of the pixels of a part that differ from the clip by more than the encoder makes.
  private func changed(_ path: String, _ part: Part) throws -> Double {
    let (before, after) = (try luma(Self.clip(), part), try luma(path, part))
    try #require(before.count == after.count && !before.isEmpty)
    return Double(zip(before, after).count { abs(Int($0) - Int($1)) > 24 }) / Double(before.count)
  }

  @Test(arguments: ["persons", "faces,persons"])
  func `persons are hidden whole`(hidden: String) throws {
    let folder = try TemporaryFolder()
    let outcome = try Frameveil.run([
      "blur", Self.clip(), "-o", folder("out.mkv"), "--hide", hidden, "--effect", "solid",
    ])
    try #require(outcome.code == 0, "\(outcome.errors)")
    #expect(try changed(folder("out.mkv"), Self.suit) > 0.99)
    #expect(try changed(folder("out.mkv"), Self.wall) < 0.01)
  }

  @Test func `where faces are found, heads hide them and no more of the persons`() throws {
    let folder = try TemporaryFolder()
    let outcome = try Frameveil.run([
      "blur", Self.clip(), "-o", folder("out.mkv"), "--hide", "heads", "--effect", "solid",
    ])
    try #require(outcome.code == 0, "\(outcome.errors)")
    #expect(try changed(folder("out.mkv"), Self.face) > 0.95)
    #expect(try changed(folder("out.mkv"), Self.suit) < 0.01)
  }

  @Test func `heads are refused with a response, and the remedy is named`() throws {
    let folder = try TemporaryFolder()
    let outcome = try Frameveil.run([
      "blur", Self.clip(), "-o", folder("out.mkv"), "--hide", "heads", "-d", Frameveil.sample("faces.json"),
    ])
    #expect(outcome.code == 64 && outcome.errors.contains("a response has no heads; write faces or persons"))
    #expect(folder.names.isEmpty)
  }
}
