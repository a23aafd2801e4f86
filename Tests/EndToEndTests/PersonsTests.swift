import FrameveilTesting
import Testing

/// `blur --hide persons` and `--hide heads` with the embedded person detector.
@Suite(.blocking) struct PersonsTests {
  /// A rectangle in pixels.
  struct Part: Sendable, CustomStringConvertible {
    var x, y, width, height: Int
    var description: String { "crop=\(width):\(height):\(x):\(y)" }
  }

  /// In the clip, the suit of the person on the right, the face of the one on the left and more than it, and the wall where
  /// nobody is.
  private static let suit = Part(x: 470, y: 260, width: 80, height: 80)
  private static let covered = Part(x: 86, y: 110, width: 95, height: 112)
  private static let face = Part(x: 96, y: 121, width: 75, height: 90)
  private static let wall = Part(x: 400, y: 4, width: 200, height: 40)

  /// Five frames of the sample, lossless.
  private static func clip() throws -> String {
    try ClipMaker.clip(
      "persons.mkv",
      [
        "-ss", "4", "-i", Frameveil.sample("faces.mp4"), "-frames:v", "5", "-an", "-vf", "scale=640:360",
        "-c:v", "ffv1",
      ])
  }

  /// The same with the face of the person on the left covered by the colour of hair, as if turned away.
  private static func turnedClip() throws -> String {
    let face = covered
    return try ClipMaker.clip(
      "turned.mkv",
      [
        "-i", clip(), "-vf",
        "drawbox=x=\(face.x):y=\(face.y):w=\(face.width):h=\(face.height):color=0x5a3c20:t=fill",
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
  private func changed(_ path: String, _ part: Part, from source: String? = nil) throws -> Double {
    let (before, after) = (try luma(source ?? Self.clip(), part), try luma(path, part))
    try #require(before.count == after.count && !before.isEmpty)
    return Double(zip(before, after).count { abs(Int($0) - Int($1)) > 24 }) / Double(before.count)
  }

  @Test(arguments: ["persons", "faces,persons"])
  func `persons are hidden whole`(hidden: String) throws {
    let folder = try TemporaryFolder()
    let outcome = try Frameveil.run([
      "blur", Self.clip(), "-o", folder("out.mkv"), "--hide", hidden, "--effect", "solid", "--color",
      "#FF00FF",
    ])
    try #require(outcome.code == 0, "\(outcome.errors)")
    #expect(try changed(folder("out.mkv"), Self.suit) > 0.99)
    #expect(try changed(folder("out.mkv"), Self.wall) < 0.01)
  }

  @Test(arguments: [("faces", 0.01), ("heads", 0.99)])
  func `a head is hidden though its face is covered`(hidden: String, least: Double) throws {
    let folder = try TemporaryFolder()
    let outcome = try Frameveil.run([
      "blur", Self.turnedClip(), "-o", folder("out.mkv"), "--hide", hidden, "--effect", "solid", "--color",
      "#FF00FF",
    ])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let share = try changed(folder("out.mkv"), Self.face, from: Self.turnedClip())
    #expect(hidden == "heads" ? share > least : share < least, "\(share)")
    // The suits stay visible.
    #expect(try changed(folder("out.mkv"), Self.suit, from: Self.turnedClip()) < 0.01)
  }

  @Test func `heads are refused with a response, and the remedy is named`() throws {
    let folder = try TemporaryFolder()
    let outcome = try Frameveil.run([
      "blur", Self.clip(), "-o", folder("out.mkv"), "--hide", "heads", "-d", Frameveil.sample("faces.json"),
    ])
    #expect(outcome.code == 64 && outcome.errors.contains("a response has no heads; write faces or persons"))
    #expect(folder.names.isEmpty)
  }

  @Test(arguments: [
    (["--hide", "heads", "--detect-runtime", "opencv"], "the person detector needs OpenVINO"),
    (["--hide", "persons", "--detect-runtime", "opencv"], "the person detector needs OpenVINO"),
    (["--hide", "faces,persons", "--detect-runtime", "opencv"], "the person detector needs OpenVINO"),
  ])
  func `a runtime that cannot read the network is refused before the first frame`(
    options: [String], words: String
  )
    throws
  {
    let folder = try TemporaryFolder()
    let outcome = try Frameveil.run(["blur", Self.clip(), "-o", folder("out.mkv")] + options)
    #expect(outcome.code == 78 && outcome.errors.contains(words), "\(outcome.errors)")
    #expect(folder.names.isEmpty)
  }

  @Test func `a model that is missing is named, with the remedy`() throws {
    let folder = try TemporaryFolder()
    let outcome = try Frameveil.run(
      ["blur", Self.clip(), "--hide", "persons", "-o", folder("out.mkv")],
      environment: ["FRAMEVEIL_PERSON_MODEL": folder("none.pb")])
    #expect(outcome.code == 78, "\(outcome.errors)")
    for word in ["none.pb", "person detection model", "make model"] { #expect(outcome.errors.contains(word)) }
  }
}
