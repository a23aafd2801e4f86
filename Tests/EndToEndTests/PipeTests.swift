import FrameveilTesting
import Testing

/// Pipes as input and output.
@Suite(.blocking) struct PipeTests {
  @Test func `an MP4 with its index first goes from pipe to pipe`() throws {
    let folder = try TemporaryFolder()
    let input = try ClipMaker.clip(
      "faststart.mp4", ["-i", Clip.ntscWithBFrames.path, "-c", "copy", "-movflags", "+faststart"])
    let outcome = try blur(
      "-", folder.write("faces.json", DetectionResponse.corner), "-", stdin: .pipe(input))
    try #require(outcome.code == 0, "\(outcome.errors)")
    let output = try folder.write("out.mp4", outcome.output)
    #expect(try MediaProbe.frameTimes(output) == MediaProbe.frameTimes(input))
    #expect(try MediaProbe.packetHashes(output) == MediaProbe.packetHashes(input))
    #expect(try MediaProbe.boxes(output).contains("moof"))
    #expect(folder.names == ["faces.json", "out.mp4"])
  }

  @Test func `an MP4 with its index last is refused from a pipe, with a remedy`() throws {
    let folder = try TemporaryFolder()
    let input = try Clip.ntscWithBFrames.path
    let outcome = try blur(
      "-", folder.write("faces.json", DetectionResponse.corner), "-", stdin: .pipe(input))
    #expect(outcome.code == 65)
    #expect(outcome.output.isEmpty)
    for words in ["frameveil: standard input", "index", "+faststart"] {
      #expect(outcome.errors.contains(words))
    }
  }

  @Test(arguments: ["out.mkv", "out.mp4"])
  func `Matroska is read from a pipe`(name: String) throws {
    let folder = try TemporaryFolder()
    let input = try ClipMaker.clip("piped.mkv", ["-i", Clip.ntscWithBFrames.path, "-c:v", "copy", "-an"])
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let outcome = try blur("-", detections, folder(name), stdin: .pipe(input))
    try #require(outcome.code == 0, "\(outcome.errors)")
    let times = try MediaProbe.frameTimes(folder(name)).map(\.milliseconds)
    #expect(try times == MediaProbe.frameTimes(input).map(\.milliseconds))
  }

  @Test func `Matroska is written to a pipe, and the summary to standard error`() throws {
    let folder = try TemporaryFolder()
    let input = try Clip.ntscWithBFrames.path
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let outcome = try blur(input, detections, "-", ["--profile", "mkv", "--json"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let output = try folder.write("out.mkv", outcome.output)
    #expect(try MediaProbe.frameTimes(output).count == MediaProbe.frameTimes(input).count)
    #expect(outcome.errors.contains("\"frames\""))
  }

  @Test func `detections are read from a pipe`() throws {
    let folder = try TemporaryFolder()
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let outcome = try blur(Clip.ntscWithBFrames.path, "-", folder("out.mp4"), stdin: .pipe(detections))
    #expect(outcome.code == 0, "\(outcome.errors)")
  }

  @Test(arguments: ["mp4", "mov"])
  func `a container that needs seeking is refused for a pipe`(profile: String) throws {
    let folder = try TemporaryFolder()
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let outcome = try blur(Clip.ntscWithBFrames.path, detections, "-", ["--profile", profile])
    #expect(outcome.code == 78)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("mp4-fragmented"))
  }

  @Test func `a closed pipe ends the run`() throws {
    let folder = try TemporaryFolder()
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let arguments = try Frameveil.blur(Clip.odd444.path, detections, "-", ["--profile", "mkv"])
    let script = #"{ "$@"; echo $? >&2; } | head -c 10 >/dev/null"#
    let outcome = try Program(["sh", "-c", script, "sh", Frameveil.path] + arguments).run()
    #expect(outcome.errorLines.last == "74")
    #expect(outcome.errors.contains("the reader closed the pipe (EPIPE)"))
  }
}
