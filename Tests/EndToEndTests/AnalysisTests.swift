import FrameveilTesting
import Testing

/// Deciding what is hidden from analyses of spans: `divide`, `analyze`, `plan --division`. The plan of one pass over the
/// whole video judges.
@Suite(.blocking) struct AnalysisTests {
  /// Divides the video, analyzes all spans, and makes the plan; returns what the plan printed.
  private static func analyzed(_ run: SpanRun, spans: Int, to plan: String) throws -> String {
    try divide(run, spans: spans)
    for span in 1...spans { try analyze(run, span) }
    return try planned(run, to: plan).errors
  }

  private static func divide(_ run: SpanRun, spans: Int) throws {
    try run.frameveil(
      ["divide", run.video, "--spans", "\(spans)", "-f", "-o", run.folder("division.json")] + run.options)
  }

  private static func analyze(_ run: SpanRun, _ span: Int, to name: String? = nil, video: String? = nil)
    throws
  {
    try run.frameveil(
      ["analyze", video ?? run.video, "--division", run.folder("division.json"), "--span", "\(span)", "-q"]
        + ["-o", run.folder(name ?? "\(span).analysis")])
  }

  private static func planned(_ run: SpanRun, to plan: String) throws -> Program.Outcome {
    try Frameveil.run(
      ["plan", run.video, "--division", run.folder("division.json"), "--analyses", run.folder("")]
        + ["-f", "-o", run.folder(plan)])
  }

  /// Compares a plan with that of one pass: the masks byte for byte, and the document but for the name of the masks.
  private static func expectPlanOfOnePass(_ run: SpanRun, spans: Int) throws {
    let notes = try analyzed(run, spans: spans, to: "parts.json")
    #expect(!notes.contains("decoded once more"), "\(notes)")
    let whole = try bytes(of: run.plan("whole.json", spans: spans))
    #expect(try run.folder.contents("parts.covers") == run.folder.contents("whole.covers"))
    let text = String(decoding: whole, as: UTF8.self).replacing("whole.covers", with: "parts.covers")
    #expect(try run.folder.contents("parts.json") == Array(text.utf8))
  }

  /// Spans are shorter and longer than what is decoded around them; tracks cross the borders, and pause and end near them.
  @Test(arguments: UInt64(0)..<5, [3, 6])
  func `analyses of spans give the plan of one pass`(seed: UInt64, spans: Int) throws {
    let scene = try RandomScene(seed: seed, seconds: 18)
    try Self.expectPlanOfOnePass(
      SpanRun(video: scene.video, detections: scene.detections, scene.options), spans: spans)
  }

  /// Frames are far apart before a border: scene cuts depend on frames, not on time.
  @Test func `a hole in the timestamps before a border changes nothing`() throws {
    let filter =
      "[0]settb=1/1000,setpts=PTS[a];[1]trim=duration=10,settb=1/1000,setpts=PTS+15000[b];"
      + "[a][b]interleave=n=2:duration=longest,format=yuv420p[v]"
    let video = try ClipMaker.clip(
      "analyzed-hole.mp4",
      ["-f", "lavfi", "-i", "testsrc2=s=192x144:r=25:d=10", "-f", "lavfi", "-i", "mandelbrot=s=192x144:r=25"]
        + ["-filter_complex", filter, "-map", "[v]", "-fps_mode", "passthrough", "-enc_time_base", "1/1000"]
        + ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-force_key_frames", "3,6,15,18,21"]
        + ["-g", "1000", "-sc_threshold", "0"])
    let times = Array(stride(from: 0, to: 10_000, by: 200)) + Array(stride(from: 15_000, to: 25_000, by: 200))
    let answer = DetectionResponse.text([[0.4, 0.3, 0.2, 0.3]], milliseconds: times)
    try Self.expectPlanOfOnePass(
      SpanRun(video: video, detections: answer, ["--allow-mismatch"]), spans: 2)
  }

  /// Without answers the video is decoded, and the spans stay those of the division.
  @Test func `where an analysis has no answer, the plan of one pass is made`() throws {
    let scene = try RandomScene(seed: 1, seconds: 12)
    let run = try SpanRun(video: scene.video, detections: scene.detections)
    try Self.divide(run, spans: 3)
    for span in 1...3 { try Self.analyze(run, span) }
    let expected = try bytes(of: run.plan("whole.json", spans: 3))
    let program =
      "import hashlib,json,struct,sys\n" + """
        path = sys.argv[1]
        whole = open(path, 'rb').read()
        length = struct.unpack('>Q', whole[-16:-8])[0]
        document = json.loads(whole[-48 - length:-48])
        data = bytes(16)
        document['sha256'] = hashlib.sha256(data).hexdigest()
        text = json.dumps(document, sort_keys=True, separators=(',', ':')).encode()
        open(path, 'wb').write(data + text + hashlib.sha256(text).digest() + struct.pack('>Q', len(text)) + b'FVLOOKS1')
        """
    try Program(["python3", "-c", program, run.folder("2.analysis")]).runTool()
    let outcome = try Self.planned(run, to: "parts.json")
    #expect(outcome.code == 0 && outcome.errors.contains("decoded once more"), "\(outcome.errors)")
    let text = String(decoding: expected, as: UTF8.self).replacing("whole.covers", with: "parts.covers")
    #expect(try run.folder.contents("parts.json") == Array(text.utf8))
    #expect(try run.folder.contents("parts.covers") == run.folder.contents("whole.covers"))
  }

  @Test(arguments: ["from", "to", "margin", "firstPacket", "packets", "origin", "trackPackets"])
  func `a division with impossible numbers is refused`(member: String) throws {
    let scene = try RandomScene(seed: 0)
    let run = try SpanRun(video: scene.video, detections: scene.detections)
    try Self.divide(run, spans: 2)
    let text = String(decoding: try run.folder.contents("division.json"), as: UTF8.self)
    let end = try #require(text.ranges(of: "\"\(member)\"").last?.upperBound)
    let digit = text[end...].firstIndex { $0.isNumber } ?? end
    for number in ["-9223372036854775807", "9223372036854775803"] {
      try run.folder.write("division.json", text[..<digit] + number + text[digit...].drop { $0.isNumber })
      let errors = try run.frameveil(
        ["analyze", run.video, "--division", run.folder("division.json"), "--span", "2", "-q"]
          + ["-o", run.folder("2.analysis")], code: 65)
      #expect(errors.contains("is no division"), "\(errors)")
    }
  }

  /// Small faces, so that a tile is looked at in turn.
  @Test func `the embedded detector finds the same in spans`() throws {
    let filter = "scale=320:-2,pad=480:270:10:60"
    let video = try ClipMaker.clip(
      "analyzed-sample.mp4",
      [
        "-stream_loop", "1", "-t", "12", "-i", Frameveil.sample("faces.mp4"), "-vf", filter, "-c:v",
        "libx264", "-g", "25", "-an",
      ])
    try Self.expectPlanOfOnePass(SpanRun(video: video, detections: "", finding: true), spans: 3)
  }

  @Test func `a plan refuses analyses that are missing, damaged or of another division`() throws {
    let scene = try RandomScene(seed: 0)
    let run = try SpanRun(video: scene.video, detections: scene.detections)
    try Self.divide(run, spans: 2)
    try Self.analyze(run, 1)
    try Self.analyze(run, 2)
    let whole = try run.folder.contents("2.analysis")
    func expectRefusal(_ words: String, code: Int32 = 65) throws {
      let outcome = try Self.planned(run, to: "refused.json")
      #expect(outcome.code == code && outcome.errors.contains(words), "\(outcome.errors)")
      #expect(!run.folder.names.contains { $0.hasPrefix("refused") })
    }
    var flipped = whole
    flipped[20] ^= 1
    try run.folder.write("2.analysis", flipped)
    try expectRefusal("is no analysis of a span, or is incomplete or damaged")
    try run.folder.write("2.analysis", whole.dropLast(3))
    try expectRefusal("is no analysis of a span, or is incomplete or damaged")
    try run.folder.write("2.analysis", try run.folder.contents("1.analysis"))
    try expectRefusal("is the analysis of another span or division")
    try run.folder.remove("2.analysis")
    try expectRefusal("2.analysis", code: 66)
    try Self.analyze(run, 2)
    #expect(try run.folder.contents("2.analysis") == whole)
    try run.frameveil(
      ["divide", run.video, "--spans", "2", "--margin", "0.4", "-f", "-o", run.folder("division.json")]
        + run.options)
    try expectRefusal("is the analysis of another span or division")
  }

  @Test func `analyses are refused for another video, another span and other options`() throws {
    let (scene, other) = (try RandomScene(seed: 0), try RandomScene(seed: 1).video)
    let run = try SpanRun(video: scene.video, detections: scene.detections)
    try Self.divide(run, spans: 2)
    let analysis = ["--division", run.folder("division.json"), "-q", "-o", run.folder("1.analysis")]
    #expect(
      try run.frameveil(["analyze", other, "--span", "1"] + analysis, code: 65).contains("is not the video"))
    #expect(
      try run.frameveil(["analyze", run.video, "--span", "3"] + analysis, code: 64).contains("1 to 2"))
    let plan = ["plan", run.video, "--division", run.folder("division.json"), "-o", run.folder("plan.json")]
    for (more, words) in [
      (["--margin", "1"], "--margin cannot be given"), (["--spans", "2"], "--spans cannot be given"),
      ([], "--analyses"),
    ] {
      #expect(try run.frameveil(plan + more, code: 64).contains(words))
    }
  }
}
