import FrameveilTesting
import Glibc
import Testing

/// Errors of the operating system, and signals.
@Suite(.blocking) struct SystemTests {
  @Test func `a full disk ends the run and leaves no file`() throws {
    let folder = try TemporaryFolder()
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    try Program(["mkdir", folder("disk")]).runTool()
    // A small tmpfs; where it cannot be mounted, a file size limit instead.
    let script = """
      mount -t tmpfs -o size=64k none "$DISK" 2>/dev/null || { trap "" XFSZ; ulimit -f 64; }
      "$@"; code=$?; ls -A "$DISK"; exit $code
      """
    let arguments = Frameveil.blur(Frameveil.sample("faces.mp4"), detections, folder("disk/out.mp4"))
    let wrapper = geteuid() == 0 ? ["unshare", "-m"] : ["unshare", "-rm"]
    let outcome = try Program(
      wrapper + ["sh", "-c", script, "sh", Frameveil.path] + arguments, environment: ["DISK": folder("disk")]
    ).run()
    #expect(outcome.code == 74)
    #expect(outcome.text == "")
    #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains("disk/out.mp4: "))
  }

  @Test(arguments: [
    ("closed", "out.mp4", "out.mp4"), ("open", "in.mp4", "in.mp4"), ("open", "faces.json", "faces.json"),
  ])
  func `a file without permission is named`(mode: String, forbidden: String, named: String) throws {
    let folder = try TemporaryFolder()
    try folder.replace("in.mp4", with: Clip.ntscWithBFrames.path)
    try folder.write("faces.json", DetectionResponse.corner)
    chmod(folder.path, 0o755)
    try Program(["mkdir", "-m", mode == "closed" ? "755" : "777", folder("results")]).runTool()
    if forbidden != "out.mp4" { chmod(folder(forbidden), 0) }
    let arguments = Frameveil.blur(folder("in.mp4"), folder("faces.json"), folder("results/out.mp4"))
    // Root ignores permissions.
    let stranger = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    let copy = try folder.share(Frameveil.path)
    let outcome = try Program((geteuid() == 0 ? stranger : []) + [copy] + arguments).run()
    #expect([73, 77].contains(outcome.code))
    #expect(outcome.errorLines.last?.hasPrefix("frameveil: ") == true, "\(outcome.errors)")
    #expect(outcome.errors.contains(named))
    #expect(try Program(["ls", "-A", folder("results")]).run().text == "")
  }

  @Test func `a missing decoder is distinguished from an invalid video`() throws {
    let (folder, results) = (try TemporaryFolder(), try TemporaryFolder())
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    try Program(["mkdir", folder("plugins")]).runTool()
    let script =
      #"ln -s "$(pkg-config --variable=pluginsdir gstreamer-1.0)"/* "$1" && rm "$1"/libgstlibav.so"#
    try Program(["sh", "-c", script, "sh", folder("plugins")]).runTool()
    let decoders = ["openh264", "va", "vaapi", "v4l2codecs", "nvcodec", "msdk", "qsv"]
    for name in decoders { unlink(folder("plugins/libgst\(name).so")) }
    let environment = ["GST_PLUGIN_SYSTEM_PATH_1_0": folder("plugins"), "GST_REGISTRY": folder("registry")]
    let outcome = try blur(
      Frameveil.sample("faces.mp4"), detections, results("out.mp4"), environment: environment)
    #expect(outcome.code == 78)
    let message = outcome.errorLines.last ?? ""
    for words in ["frameveil: ", "faces.mp4", "H.264", "gstreamer1.0-libav"] {
      #expect(message.contains(words))
    }
    #expect(results.names == [])
  }

  /// A run that does not end by itself, because its input stays open; returns once it shows progress.
  private func session(_ folder: TemporaryFolder, _ results: TemporaryFolder) throws -> TerminalSession {
    let arguments = ["-i", Frameveil.sample("faces.mp4"), "-c:v", "copy", "-an"]
    let input = try ClipMaker.clip("sample.mkv", arguments)
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    try results.write("out.mp4", "older")
    let words =
      [Frameveil.path] + Frameveil.blur("-", detections, results("out.mp4"), ["--force", "--allow-mismatch"])
    let session = try TerminalSession(words, reading: input, count: try bytes(of: input).count * 3 / 4)
    try #require(session.waits(for: "frames/s"), "\(session.text)")
    return session
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 130), (SIGKILL, 137)] as [(Int32, Int32)])
  func `a run ended by a signal leaves an existing output unchanged`(signal: Int32, code: Int32) throws {
    let (folder, results) = (try TemporaryFolder(), try TemporaryFolder())
    let session = try session(folder, results)
    session.send(signal)
    #expect(session.end() == code)
    if signal != SIGKILL { #expect(session.text.contains("interrupted; nothing was written")) }
    #expect(results.names == ["out.mp4"])
    #expect(try bytes(of: results("out.mp4")) == Array("older".utf8))
  }

  @Test func `progress on a terminal shows frames and speed`() throws {
    let (folder, results) = (try TemporaryFolder(), try TemporaryFolder())
    let session = try session(folder, results)
    #expect(session.text.contains(" frames  "))
    session.send(SIGINT)
    _ = session.end()
  }
}
