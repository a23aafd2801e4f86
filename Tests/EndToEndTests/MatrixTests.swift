import FrameveilTesting
import Testing

/// The lines of `make matrix` in which any two of container, video, sound and peculiarity meet.
@Suite(.blocking) struct MatrixTests {
  @Test(arguments: ["h264", "hevc10", "full-range", "vp9"])
  func `nothing is lost on the way from container to container`(video: String) throws {
    let outcome = try Program([
      "\(Frameveil.repository)/benchmarks/matrix/run", "--subset", "pairwise", "--only=-\(video)-",
      "--binary", Frameveil.path, "--jobs", "1",
    ]).run()
    #expect(outcome.code == 0, "\(outcome.text)\(outcome.errors)")
  }
}
