import FrameveilTesting
import Testing

/// A part of `make fuzz`, with the same inputs in each run.
@Suite(.blocking) struct FuzzTests {
  @Test func `mutated inputs cause no crash, hang or incomplete output`() throws {
    let keep = try TemporaryFolder()
    let run = try Program([
      "\(Frameveil.repository)/Tests/Fuzz/run", "--count", "70", "--jobs", "2", "--program", Frameveil.path,
      "--keep",
      keep("faults"), "mp4", "mov", "fmp4", "mkv", "webm", "avi", "ts", "detections", "lambda", "serve",
    ]).run()
    #expect(run.code == 0, "\(run.text)\(run.errors)")
  }
}
