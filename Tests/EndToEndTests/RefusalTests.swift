import FrameveilTesting
import Testing

/// Runs that cannot succeed exit with the documented code and one line, and leave no files.
@Suite(.blocking) struct RefusalTests {
  private func expectRefusal(_ outcome: Program.Outcome, _ code: Int32, _ words: [String]) {
    #expect(outcome.code == code)
    #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("frameveil: "))
    for word in words { #expect(outcome.errors.contains(word)) }
  }

  @Test(arguments: InvalidInput.detections)
  func `invalid detections are refused`(invalidInput: InvalidInput) throws {
    let (folder, results) = (try invalidInput.folder(), try TemporaryFolder())
    let outcome = try blur(folder("in.mp4"), folder("faces.json"), results("out.mp4"))
    expectRefusal(outcome, invalidInput.code, invalidInput.words)
    #expect(results.names == [])
  }

  @Test(arguments: InvalidInput.video)
  func `an invalid video is refused, and an existing output is unchanged`(invalidInput: InvalidInput) throws {
    let (folder, results) = (try invalidInput.folder(), try TemporaryFolder())
    try results.write("out.mp4", "older")
    let outcome = try blur(folder("in.mp4"), folder("faces.json"), results("out.mp4"), ["--force"])
    expectRefusal(outcome, invalidInput.code, invalidInput.words)
    #expect(results.names == ["out.mp4"])
    #expect(try bytes(of: results("out.mp4")) == Array("older".utf8))
  }

  @Test(
    arguments: [
      ("missing/out.mp4", [], 73, "there is no folder"),
      ("out.xyz", [], 78, "no profile for this file name extension"),
      ("out", [], 78, "no profile for this file name extension"), ("old.mp4", [], 73, "exists already"),
      ("in.mp4", [], 73, "is the input itself"), ("in.mp4", ["--force"], 73, "is the input itself"),
      ("link.mp4", ["--force"], 73, "is the input itself"),
      ("out.mp4", ["--profile", "none"], 78, "unknown profile"),
      ("out.mp4", ["--profile", "./none.profile"], 66, "none.profile"),
    ] as [(String, [String], Int32, String)])
  func `an invalid output is refused`(name: String, options: [String], code: Int32, words: String)
    throws
  {
    let folder = try TemporaryFolder()
    try folder.replace("in.mp4", with: Clip.ntscWithBFrames.path)
    try folder.write("faces.json", DetectionResponse.corner)
    try folder.write("old.mp4", "older")
    try Program(["ln", "-s", folder("in.mp4"), folder("link.mp4")]).runTool()
    try Program(["mkdir", folder("folder.mp4")]).runTool()
    let (before, video) = (folder.names, try bytes(of: folder("in.mp4")))
    let outcome = try blur(folder("in.mp4"), folder("faces.json"), folder(name), options)
    expectRefusal(outcome, code, [words])
    #expect(folder.names == before)
    #expect(try bytes(of: folder("in.mp4")) == video)
    #expect(try bytes(of: folder("old.mp4")) == Array("older".utf8))
  }

  @Test func `--force overwrites an existing output`() throws {
    let folder = try TemporaryFolder()
    try folder.write("out.mp4", "older")
    let output = try blurred(Clip.ntscWithBFrames.path, folder, to: "out.mp4", ["--force"])
    #expect(try MediaProbe.frameTimes(output).count == 60)
    #expect(folder.names == ["faces.json", "out.mp4"])
  }

  @Test func `--allow-mismatch accepts detections with other metadata`() throws {
    let folder = try TemporaryFolder()
    let metadata = #"{"DurationMillis":60000,"FrameWidth":1920,"FrameHeight":1080}"#
    let detections = try folder.write(
      "faces.json", DetectionResponse.text([[0.1, 0.1, 0.1, 0.1]], metadata: metadata))
    let outcome = try blur(Clip.ntscWithBFrames.path, detections, folder("out.mp4"), ["--allow-mismatch"])
    #expect(outcome.code == 0, "\(outcome.errors)")
  }

  @Test(
    arguments: [
      ("encode: videoconvert ! nosuchenc", "mux: mp4", 78, "nosuchenc"),
      ("encode: x264enc ! identity", "mux: nosuchmux", 78, "nosuchmux"),
      ("encode: x264enc no-such=1", "mux: mp4", 78, "no-such"),
      ("encode: x264enc", "", 78, "both 'encode' and 'mux'"),
      ("encode: x264enc", "mux: mp4\nquality: high", 78, "line 3"),
      ("encode: videoconvert ! vp9enc deadline=1", "mux: flv", 78, "profile"),
      ("encode: identity error-after=20 ! videoconvert ! x264enc", "mux: matroska", 70, "identity"),
      ("encode: videoconvert ! x264enc ! identity error-after=20", "mux: mp4", 70, "identity"),
    ] as [(String, String, Int32, String)])
  func `an invalid profile is reported`(encode: String, mux: String, code: Int32, words: String) throws {
    let (folder, results) = (try TemporaryFolder(), try TemporaryFolder())
    let profile = try folder.write("own.profile", "\(encode)\n\(mux)\n")
    let input = try ClipMaker.clip("silent.mp4", ["-i", Clip.ntscWithBFrames.path, "-c:v", "copy", "-an"])
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let outcome = try blur(input, detections, results("out.mp4"), ["--profile", profile])
    expectRefusal(outcome, code, [words])
    #expect(results.names == [])
  }
}
