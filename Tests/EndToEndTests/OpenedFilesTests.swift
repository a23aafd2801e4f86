import FrameveilTesting
import Testing

/// The program writes no file but its output.
@Suite(.blocking, .enabled("strace may trace") { try await mayTrace })
struct OpenedFilesTests {
  /// System calls that create, modify or rename files, with their results; without devices and the names of
  /// threads.
  private func writing(_ trace: String) -> [String] {
    let makes = [
      "O_WRONLY", "O_RDWR", "O_CREAT", "O_TMPFILE", "creat(", "mkdir", "rename", "link(", "linkat(", "unlink",
    ]
    return trace.split(separator: "\n").map(String.init).filter { line in
      makes.contains { line.contains($0) }
        && !["\"/dev/", "\"/proc/self/task/", "= -1 "].contains { line.contains($0) }
    }
  }

  private func trace(_ folder: TemporaryFolder, _ output: String, _ options: [String] = []) throws -> [String]
  {
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let input = try ClipMaker.clip("silent.mp4", ["-i", Clip.ntscWithBFrames.path, "-c:v", "copy", "-an"])
    // The very first run may write the plugin registry of GStreamer.
    #expect(try blur(input, detections, "-").code == 0)
    let calls =
      "trace=openat,open,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,unlink,unlinkat,symlink,symlinkat"
    // One trace file per thread: in a common file, strace splits a call that another thread interrupts into two lines,
    // and the second one has no path.
    let logs = try TemporaryFolder()
    let words = ["strace", "-ff", "-e", calls, "-o", logs("trace"), Frameveil.path]
    let outcome = try Program(words + Frameveil.blur(input, detections, output, options)).run()
    #expect(outcome.code == 0, "\(outcome.errors)")
    let lines = try logs.names.map { String(decoding: try bytes(of: logs($0)), as: UTF8.self) }
      .joined(separator: "\n")
    #expect(lines.contains("faces.json"), "the trace shows what is read")
    return writing(lines)
  }

  @Test(arguments: ["out.mp4", "out.mkv"])
  func `only the output is opened for writing`(name: String) throws {
    let (folder, results) = (try TemporaryFolder(), try TemporaryFolder())
    let lines = try trace(folder, results(name))
    #expect(!lines.isEmpty)
    for line in lines { #expect(line.contains(results.path)) }
    #expect(results.names == [name])
  }

  @Test func `with --force only the output is opened for writing`() throws {
    let (folder, results) = (try TemporaryFolder(), try TemporaryFolder())
    try results.write("out.mp4", "old")
    for line in try trace(folder, results("out.mp4"), ["--force"]) { #expect(line.contains(results.path)) }
    #expect(results.names == ["out.mp4"])
    #expect(try bytes(of: results("out.mp4")).count > 1000)
  }

  @Test(arguments: ["mp4-fragmented", "mkv", "webm"])
  func `with standard output nothing is opened for writing`(profile: String) throws {
    let folder = try TemporaryFolder()
    #expect(try trace(folder, "-", ["--profile", profile]) == [])
  }
}

private var mayTrace: Bool {
  get async throws {
    try await BlockingThread.run { try Program(["strace", "-o", "/dev/null", "true"]).run().code == 0 }
  }
}
