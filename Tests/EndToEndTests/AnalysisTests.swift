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
