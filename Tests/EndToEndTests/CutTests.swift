import FrameveilTesting
import Testing

/// Cuts made without encoding again: pictures before the first shown one are there, but hidden by an edit list.
@Suite(.blocking) struct CutTests {
  @Test func `a cut that hides its first pictures is not taken for damaged`() throws {
    let folder = try TemporaryFolder()
    let input = try ClipMaker.clip(
      "cut-by-edit-list.mp4", ["-ss", "1.3", "-i", Frameveil.sample("faces.mp4"), "-c", "copy"])
    let output = try blurred(input, folder, to: "out.mp4")
    #expect(try MediaProbe.frameTimes(output) == MediaProbe.frameTimes(input))
  }
}
