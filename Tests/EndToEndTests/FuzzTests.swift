import FrameveilTesting
import Testing

/// A part of `make fuzz`: the same inputs in each run.
@Suite(.blocking) struct FuzzTests {
  @Test func `mutated inputs end in no crash, hang or half result`() throws {
    let keep = try TemporaryFolder()
    let run = try Program([
      "\(Frameveil.repository)/Tests/Fuzz/run", "--count", "110", "--jobs", "2", "--program", Frameveil.path,
      "--keep",
      keep("faults"), "mp4", "mov", "fmp4", "mkv", "webm", "avi", "ts", "detections", "lambda", "serve",
    ]).run()
    #expect(run.code == 0, "\(run.text)\(run.errors)")
  }
}
