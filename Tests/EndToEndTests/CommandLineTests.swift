import FoundationEssentials
import FrameveilTesting
import Testing

/// The command line: help, usage errors, summaries.
@Suite(.blocking) struct CommandLineTests {
  @Test(arguments: [
    (["--help"], ["COMMANDS", "blur", "bench", "profiles", "EXIT CODES"]), (["help"], ["COMMANDS"]),
    (["blur", "--help"], ["USAGE", "--detections", "--effect", "EXAMPLES"]), (["blur", "-h"], ["--output"]),
    (["help", "blur"], ["--detections"]), (["bench", "--help"], ["--runs"]),
    (["track", "--help"], ["--fps", "30000/1001", "--margin", "numbered from 1"]),
    (["verify", "--help"], ["--report", "Exit code 3: faces are visible", "default: 50"]),
    (["profiles", "--help"], ["EXAMPLES"]),
    (["--version"], ["frameveil 0."]), (["profiles"], ["mp4", "mp4-fragmented", "mkv", "webm", "mov"]),
    (["profiles", "webm"], ["encode:", "mux:"]),
  ])
  func `help goes to standard output and fits in 110 columns`(arguments: [String], words: [String]) throws {
    let outcome = try Frameveil.run(arguments)
    #expect(outcome.code == 0)
    #expect(outcome.errors == "")
    for word in words { #expect(outcome.text.contains(word)) }
    #expect(outcome.text.hasSuffix("\n") && !outcome.text.hasSuffix("\n\n"))
    for line in outcome.text.split(separator: "\n") { #expect(line.count <= 110, "\(line)") }
  }

  @Test(
    arguments: [
      ([], "a command is missing"), (["blurr"], "unknown command 'blurr'"),
      (["blur"], "INPUT is missing"),
      (["bench", "a", "b", "-d", "c"], "unexpected operand 'b'"),
      (["blur", "a", "b", "-d", "c", "-o", "d"], "several INPUTs need a folder as OUTPUT"),
      (["blur", "/", "-o", "no-such-folder"], "and so does a folder"),
      (["blur", "a", "-d", "b"], "--output OUTPUT is missing"),
      (["blur", "a", "-d", "b", "-o", "c", "--nope"], "unknown option '--nope'"),
      (["blur", "a", "-d", "b", "-o", "c", "-x"], "unknown option '-x'"),
      (["blur", "a", "-d", "b", "-o"], "--output needs a value"),
      (["blur", "a", "-d", "b", "-o", "c", "-o", "d"], "--output is given more than once"),
      (["blur", "a", "-d", "b", "-o", "c.mp4", "--force=yes"], "--force takes no value"),
      (["blur", "a", "-d", "b", "-o", "c.mp4", "--effect", "smear"], "blur, pixelate, solid"),
      (["blur", "a", "-d", "b", "-o", "c.mp4", "--shape", "star"], "box, ellipse"),
      (["blur", "a", "-d", "b", "-o", "c.mp4", "--feather", "2"], "--feather takes a number"),
      (["blur", "a", "-d", "b", "-o", "c.mp4", "--margin", "nan"], "--margin takes a number"),
      (["blur", "a", "-d", "b", "-o", "c.mp4", "--strength", "0.01"], "--strength takes a number"),
      (["blur", "a", "-d", "b", "-o", "c.mp4", "--hide", "cars"], "cars"),
      (["blur", "-", "-d", "-", "-o", "c.mp4"], "cannot both come from standard input"),
      (["bench", "a"], "--detections FILE is missing"), (["profiles", "none"], "unknown profile 'none'"),
    ] as [([String], String)])
  func `a usage error is one line`(arguments: [String], words: String) throws {
    let outcome = try Frameveil.run(arguments)
    #expect(outcome.code == 64)
    #expect(outcome.text == "")
    #expect(outcome.errorLines.count == 1)
    #expect(outcome.errors.hasPrefix("frameveil: "))
    #expect(outcome.errors.contains(words))
  }

  @Test(arguments: [[], ["--quiet"]])
  func `standard output holds the JSON summary only`(options: [String]) throws {
    let folder = try TemporaryFolder()
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let outcome = try blur(Clip.ntscWithBFrames.path, detections, folder("out.mp4"), ["--json"] + options)
    let summary = try JSONDecoder().decode(Summary.self, from: Data(outcome.output))
    #expect(summary.frames == 60)
    #expect(summary.framesWithFaces == 60)
    #expect(summary.tracks == 1)
    #expect(summary.detections == 5)
    #expect(abs(summary.videoSeconds - 2.002) < 0.001)
    #expect(summary.bytes == (try bytes(of: folder("out.mp4")).count))
    #expect(summary.seconds > 0 && summary.fps > 0 && summary.peakRSS > 1_000_000)
    #expect(summary.framesInFlight <= 26)
    #expect(summary.notes == [])
    #expect(outcome.errors.isEmpty == !options.isEmpty)
  }

  @Test func `--look-ahead and the memory limit bound the frames in flight`() throws {
    let folder = try TemporaryFolder()
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    func inFlight(_ options: [String], _ environment: [String: String] = [:]) throws -> Int {
      let outcome = try blur(
        Clip.ntscWithBFrames.path, detections, folder("out.mp4"), ["--json", "--force"] + options,
        environment: environment)
      return try JSONDecoder().decode(Summary.self, from: Data(outcome.output)).framesInFlight
    }
    #expect(try inFlight([]) > 10)
    #expect(try inFlight(["--look-ahead", "0"]) <= 5)
    #expect(try inFlight([], ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128"]) <= 5)
  }

  private struct Summary: Decodable {
    var frames, framesWithFaces, tracks, detections, bytes, peakRSS, framesInFlight: Int
    var videoSeconds, seconds, fps: Double
    var notes: [String]
  }

  @Test func `--quiet prints nothing`() throws {
    let folder = try TemporaryFolder()
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let outcome = try blur(Clip.ntscWithBFrames.path, detections, folder("out.mp4"), ["-q"])
    #expect(outcome.code == 0)
    #expect(outcome.errors == "" && outcome.text == "")
  }

  @Test func `a run without redaction prints a note`() throws {
    let folder = try TemporaryFolder()
    let detections = try folder.write("faces.json", DetectionResponse.text())
    let outcome = try blur(Clip.ntscWithBFrames.path, detections, folder("out.mp4"), ["--allow-no-faces"])
    #expect(outcome.code == 0)
    #expect(outcome.errors.contains("nothing was redacted"))
  }
}
