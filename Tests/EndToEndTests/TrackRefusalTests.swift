import FrameveilTesting
import Testing

/// Errors of `frameveil track`: one line, and no files.
@Suite(.blocking) struct TrackRefusalTests {
  @Test(arguments: [
    ("--fps", "0"), ("--fps", "-30"), ("--fps", "nan"), ("--fps", "1e99"), ("--fps", "30/0"),
    ("--fps", "fast"),
    ("--frames", "0"), ("--frames", "-1"), ("--frames", "1.5"), ("--frames", "1e99"), ("--frames", "nan"),
    ("--frames", "999999999999"), ("--size", "0x720"), ("--size", "1280"), ("--size", "1280x-720"),
    ("--size", "nanxnan"), ("--size", "1280x720x3"), ("--size", "1e99x1"), ("--format", "csv"),
    ("--margin", "-1"), ("--coverage", "2"), ("--max-gap", "nan"),
  ])
  func `an invalid value is refused`(option: String, value: String) throws {
    let video = ["--fps": "30", "--frames": "240", "--size": "1280x720"].filter { $0.key != option }
    let words =
      ["track", "-d", Frameveil.sample("faces.json"), "-o", "-"] + video.flatMap { [$0.key, $0.value] }
    let outcome = try Frameveil.run(words + ["\(option)=\(value)"])
    #expect(outcome.code == 64)
    #expect(outcome.output.isEmpty && outcome.errorLines.count == 1)
    #expect(outcome.errors.contains(option == "--frames" && value.count > 9 ? "frames" : option))
  }

  @Test(arguments: ["--fps", "--frames", "--size", "--detections", "--output"])
  func `a missing option is reported`(missing: String) throws {
    let all = [
      "--fps": "30", "--frames": "240", "--size": "1280x720", "--output": "-",
      "--detections": Frameveil.sample("faces.json"),
    ]
    let outcome = try Frameveil.run(
      ["track"] + all.filter { $0.key != missing }.flatMap { [$0.key, $0.value] })
    #expect(outcome.code == 64)
    #expect(outcome.errorLines.count == 1)
    #expect(outcome.errors.contains(missing))
    #expect(outcome.errors.contains("is missing"))
  }

  @Test(arguments: [
    (["--frames", "240", "--size", "1920x1080"], "1280x720"),
    (["--frames", "90", "--size", "1280x720"], "0:00:08"),
  ])
  func `detections of another video need --allow-mismatch`(video: [String], words: String) throws {
    let folder = try TemporaryFolder()
    let command = ["track", "-d", Frameveil.sample("faces.json"), "--fps", "30", "-o", folder("out")] + video
    let outcome = try Frameveil.run(command)
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains(words) && outcome.errors.contains("--allow-mismatch"))
    #expect(folder.names == [])
    #expect(try Frameveil.run(command + ["--allow-mismatch"]).code == 0)
  }

  @Test func `boxes beyond the last frame are refused`() throws {
    let folder = try TemporaryFolder()
    let detections = try folder.write(
      "faces.json", DetectionResponse.text([[0.1, 0.1, 0.1, 0.1]], milliseconds: [0, 60_000]))
    for input in [Program.Input.file(detections), .pipe(detections)] {
      let outcome = try track("-", frames: "60", stdin: input)
      #expect(outcome.code == 65)
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.contains("0:01:00"))
    }
  }

  @Test(arguments: InvalidInput.detections.prefix(7))
  func `invalid detections give no output`(invalidInput: InvalidInput) throws {
    let (folder, results) = (try TemporaryFolder(), try TemporaryFolder())
    try folder.write("faces.json", DetectionResponse.corner)
    try invalidInput.breakFile(folder)
    let outcome = try track(folder("faces.json"), to: results("out"))
    #expect(outcome.code == invalidInput.code)
    #expect(outcome.errors.contains(invalidInput.words[0]))
    #expect(results.names == [])
    #expect(try track(folder("faces.json")).output.isEmpty)
  }

  @Test func `an error at the end of the detections is found before the first line`() throws {
    let folder = try TemporaryFolder()
    let whole = try bytes(of: Frameveil.sample("faces.json"))
    let detections = try folder.write("faces.json", whole.dropLast(3))
    let outcome = try track(detections)
    #expect(outcome.code == 65)
    #expect(outcome.output.isEmpty)
  }

  @Test func `an existing output is overwritten with --force only`() throws {
    let folder = try TemporaryFolder()
    let result = try folder.write("out", "older")
    #expect(try track(Frameveil.sample("faces.json"), to: result).code == 73)
    #expect(try bytes(of: result) == Array("older".utf8))
    #expect(try track(Frameveil.sample("faces.json"), to: result, ["--force"]).code == 0)
    #expect(try bytes(of: result).count > 10_000)
    #expect(try track(result, to: result, ["--force"]).code == 73)
  }

  @Test func `a closed pipe ends the run`() throws {
    let script = #"{ "$@"; echo $? >&2; } | head -c 10 >/dev/null"#
    let words = ["track", "-d", Frameveil.sample("faces.json"), "--size", "1280x720", "--fps", "900"]
    let command = ["sh", "-c", script, "sh", Frameveil.path] + words + ["--frames", "7200", "-o", "-"]
    let outcome = try Program(command + ["--format", "ndjson"]).run()
    #expect(outcome.errorLines.last == "74")
  }
}
