import FoundationEssentials
import FrameveilTesting
import Testing

/// `frameveil verify`.
@Suite(.blocking) struct VerifyTests {
  private struct Findings: Decodable {
    struct Sighting: Decodable {
      var start: Double
      var end: Double
      var frames: Int
      var confidence: Double
      var box: [String: Double]
      var tracks: [Int]?
    }
    var frames: Int
    var framesWithFaces: Int
    var visible: [Sighting]
  }

  /// One second of the sample with three visible faces, in six frames: the detector runs on each.
  private static func unhidden() throws -> String {
    try ClipMaker.clip(
      "unhidden.mp4",
      ["-ss", "4", "-t", "1", "-i", Frameveil.sample("faces.mp4"), "-an", "-vf", "fps=6,scale=640:360"]
        + ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "12"])
  }

  private func verify(_ path: String, _ options: [String] = []) throws -> Program.Outcome {
    try Frameveil.run(["verify", path] + options)
  }

  private func findings(_ outcome: Program.Outcome) throws -> Findings {
    try JSONDecoder().decode(Findings.self, from: Data(outcome.output))
  }

  /// The part of a JSON report that the test checks.
  private func report(
    of path: String, _ folder: TemporaryFolder, sha256: String? = nil, tracks: String = "[]"
  ) throws -> String {
    let sum = String(decoding: try Program(["sha256sum", path]).runTool().prefix(64), as: UTF8.self)
    let size = try bytes(of: path).count
    return try folder.write(
      "report.json",
      #"{"schema":"frameveil-report","version":1,"output":{"name":"x","bytes":\#(size),"#
        + #""sha256":"\#(sha256 ?? sum)"},"tracks":\#(tracks)}"#)
  }

  @Test func `unredacted faces are listed, each as one span`() throws {
    let outcome = try verify(Self.unhidden(), ["--json", "--quiet"])
    #expect(outcome.code == 3)
    #expect(outcome.errors.contains("3 faces are visible, on 6 of 6 frames"))
    let found = try findings(outcome)
    #expect(found.frames == 6)
    #expect(found.framesWithFaces == 6)
    #expect(found.visible.map(\.frames) == [6, 6, 6])
    for face in found.visible {
      #expect(face.start == 0)
      #expect(abs(face.end - 1) < 0.002)
      #expect(face.confidence > 80)
      #expect(face.tracks == nil)
      #expect(face.box.count == 4)
    }
  }

  @Test(arguments: ["blur", "pixelate", "solid"])
  func `redacted faces are not listed, with any effect`(effect: String) throws {
    let folder = try TemporaryFolder()
    let hidden = try Frameveil.run(
      [
        "blur", Self.unhidden(), "-o", folder("out.mp4"), "--effect", effect, "--quiet", "--detect-size",
        "320",
      ])
    try #require(hidden.code == 0, "\(hidden.errors)")
    let outcome = try verify(folder("out.mp4"))
    #expect(outcome.code == 0, "\(outcome.text)")
    #expect(outcome.text == "")
    #expect(outcome.errors.contains("no visible face on 6 frames"))
  }

  @Test func `one unredacted face among redacted ones is listed with its position`() throws {
    let folder = try TemporaryFolder()
    let truth = try Truth.load().frames[120].faces.sorted { $0.box.left < $1.box.left }
    let boxes = truth.dropFirst().map { face -> [Double] in
      let box = face.box
      return [box.left - box.width / 2, box.top - box.height / 2, box.width * 2, box.height * 2]
    }
    let answer = try folder.write(
      "faces.json", DetectionResponse.text(boxes, milliseconds: [0, 200, 400, 600, 800, 1000]))
    let hidden = try blur(Self.unhidden(), answer, folder("out.mp4"), ["--effect", "solid", "-q"])
    try #require(hidden.code == 0, "\(hidden.errors)")
    let outcome = try verify(folder("out.mp4"), ["--json"])
    #expect(outcome.code == 3)
    let found = try findings(outcome).visible.filter { $0.frames > 1 }
    #expect(found.count == 1)
    let left = try #require(found.first?.box["left"])
    #expect(abs(left - truth[0].box.left) < 0.1)
  }

  @Test func `the table lists the faces, and with a report the nearby tracks`() throws {
    let folder = try TemporaryFolder()
    let tracks =
      #"[{"track":4,"stretches":[{"start":1.5,"end":3}]},{"track":7,"stretches":[{"start":9,"end":10}]}]"#
    let path = try Self.unhidden()
    let outcome = try verify(path, ["--report", report(of: path, folder, tracks: tracks)])
    #expect(outcome.code == 3)
    let lines = outcome.text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(lines.count == 4)
    #expect(
      lines.first == ["from", "to", "frames", "confidence", "left", "top", "width", "height", "tracks"])
    for line in lines.dropFirst() {
      #expect(line.prefix(3) == ["0:00:00.000", "0:00:01.000", "6"])
      #expect(line.last == "track:4")
    }
  }
}
