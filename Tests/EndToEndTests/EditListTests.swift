import FrameveilTesting
import Testing

/// Clips cut without re-encoding: an edit list hides the pictures before the first presented one.
@Suite(.blocking) struct EditListTests {
  @Test func `pictures hidden by an edit list are not reported as damage`() throws {
    let folder = try TemporaryFolder()
    let input = try ClipMaker.clip(
      "cut-by-edit-list.mp4", ["-ss", "1.3", "-t", "0.4", "-i", Frameveil.sample("faces.mp4"), "-c", "copy"])
    let output = try blurred(input, folder, to: "out.mp4", ["--allow-mismatch"])
    #expect(try MediaProbe.frameTimes(output) == MediaProbe.frameTimes(input))
  }
}
