import FoundationEssentials
import FrameveilTesting
import Testing

/// `blur` with a settings file and with presets.
@Suite(.blocking) struct SettingsTests {
  private let folder: TemporaryFolder
  private let clip: String

  init() throws {
    folder = try TemporaryFolder()
    clip = try ShortClip.path
    try folder.write("faces.json", ShortClip.answer)
  }

  /// The settings that the report of a run lists.
  private func settings(_ options: [String], detections: String = "faces.json") throws -> [String: JSON] {
    let outcome = try blur(
      clip, folder(detections), folder("out.mp4"),
      ["--force", "--report", folder("report.json")] + options)
    try #require(outcome.code == 0, "\(outcome.errors)")
    let report = try JSONDecoder().decode(JSON.self, from: Data(try bytes(of: folder("report.json"))))
    guard case .object(let settings) = report["settings"] else { throw TestingError("no settings") }
    return settings
  }

  @Test func `the command line takes precedence over the file, and the file over the preset`() throws {
    let job = try folder.write(
      "job.json", #"{"preset": "evidence", "margin": 0.75, "no-audio": true, "coverage": 0.95}"#)
    let all = try settings(["--settings", job, "--coverage", "0.9"])
    #expect(all["effect"]?.text == "solid" && all["shape"]?.text == "box" && all["on-none"]?.text == "fail")
    #expect(all["margin"] == .number(0.75) && all["coverage"] == .number(0.9) && all["audio"] == .bool(false))
    let other = try settings(["--settings", job, "--preset", "soft", "--effect", "pixelate"])
    #expect(other["effect"]?.text == "pixelate" && other["feather"] == .number(0.2))
    #expect(other["on-none"]?.text == "warn" && other["margin"] == .number(0.75))
  }

  @Test func `a file of options gives the same video as the options`() throws {
    let job = try folder.write(
      "job.json", #"{"effect": "pixelate", "except": ["time:0.2-0.3"], "margin": 0.3}"#)
    for (name, options) in [
      ("a.mp4", ["--settings", job]),
      ("b.mp4", ["--effect", "pixelate", "--except", "time:0.2-0.3", "--margin", "0.3"]),
      ("c.mp4", ["--margin", "0.3"]),
    ] {
      try #require(try blur(clip, folder("faces.json"), folder(name), options).code == 0)
    }
    #expect(try folder.contents("a.mp4") == folder.contents("b.mp4"))
    #expect(try folder.contents("a.mp4") != folder.contents("c.mp4"))
  }

  @Test(arguments: ["soft", "strong", "evidence"])
  func `a preset works, and gives way to what it would exclude`(preset: String) throws {
    let given = try settings(["--preset", preset])
    #expect(given["coverage"] == .number(preset == "soft" ? 0.92 : 0.99))
    // Text is hidden by one colour only, which is no error of who asks for a preset.
    let box = #""BoundingBox":{"Left":0.1,"Top":0.1,"Width":0.2,"Height":0.1}"#
    try folder.write(
      "text.json",
      #"{"JobStatus":"SUCCEEDED","TextDetections":[{"Timestamp":0,"TextDetection":{"Type":"LINE","Confidence":99,"#
        + #""Geometry":{\#(box)}}}]}"#)
    let text = try settings(["--preset", preset, "--hide", "text"], detections: "text.json")
    #expect(text["effect"]?.text == "solid")
    _ = try settings(["--preset", preset, "--effect", "pixelate", "--strength", "0.3"])
  }

  @Test(
    arguments: [
      ("{\n\"efect\": \"blur\"}", 78, "job.json:2: 'efect' is no option"),
      ("{\"margin\": 9}", 64, "job.json:1: --margin takes a number from 0 to 2, not '9'"),
      ("{\"margin\": [0.1]}", 78, "job.json:1: 'margin' takes one value"),
      ("{\"margin\": true}", 78, "'margin' takes a value (M)"),
      ("{\"no-audio\": 1}", 78, "'no-audio' takes true or false"),
      ("{\"margin\": 0.1,\n\n\"margin\": 0.2}", 78, "job.json:3: 'margin' is there twice"),
      ("{\"settings\": \"other.json\"}", 78, "'settings' is no option"),
      ("{\"only\": [\"nobody\"]}", 64, "job.json:1: --only"), ("not JSON", 78, "job.json:1: '{' is expected"),
      ("{\"image\": \"x.png\"}", 64, "--image is for --effect image"),
      ("{\"preset\": \"loud\"}", 64, "--preset takes one of soft, strong, evidence"),
    ] as [(String, Int32, String)])
  func `what the command line would refuse is refused, with its place`(
    text: String, code: Int32, words: String
  ) throws {
    let outcome = try blur(
      clip, folder("faces.json"), folder("out.mp4"), ["--settings", try folder.write("job.json", text)])
    #expect(outcome.code == code && outcome.errors.contains(words), "\(outcome.errors)")
    #expect(outcome.errorLines.count == 1 && !folder.names.contains("out.mp4"))
  }

  @Test func `a file is read only where it is named`() throws {
    try folder.write("frameveil.json", #"{"except": "time:0-9"}"#)
    let words =
      "cd '\(folder.path)' && exec '\(Frameveil.path)' blur '\(clip)' -d faces.json -o out.mp4 --json -q"
    let outcome = try Program(["sh", "-c", words]).run()
    #expect(outcome.code == 0 && outcome.text.contains("\"leftVisible\" : 0"), "\(outcome.text)")
    let missing = try blur(
      clip, folder("faces.json"), folder("new.mp4"), ["--settings", folder("none.json")])
    #expect(missing.code == 66 && missing.errors.contains("none.json"))
  }
}
