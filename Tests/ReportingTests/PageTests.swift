import Geometry
import Reporting
import Testing
import Tracking

/// The page for reviewers.
@Suite struct PageTests {
  private func page(_ film: Film, name: String = "out.mp4", thumbnails: [Int: [UInt8]] = [:]) -> String {
    CoverageReport(
      created: "2026-01-02T03:04:05Z", input: .init(name: "in.mp4"), detections: nil,
      output: .init(name: name, bytes: 1, sha256: "ab"), versions: [Setting("frameveil", .text("<1>"))],
      settings: [Setting("margin", .number(0.1))], summary: BlurSummary(),
      coverage: film.play(.linger).coverage,
      thumbnails: thumbnails
    ).html
  }

  @Test func `names and settings cannot become markup`() {
    let page = page(Film(), name: "<script>\"&.mp4")
    #expect(page.contains("&lt;script&gt;&quot;&amp;.mp4"))
    #expect(page.contains("&lt;1&gt;"))
    #expect(!page.contains("<script"))
  }

  @Test(arguments: [0, 1, 500])
  func `each face has a row in the drawing and in the table`(count: Int) {
    let page = page(Film(redactionBoxes: { _ in (0..<count).map { redactionBox($0) } }, length: 300))
    #expect(page.split(separator: "<rect class=\"detected\"").count == count + 1)
    #expect(page.contains("<td>track:500</td>") == (count == 500))
    #expect(page.contains("No face was hidden") == (count == 0))
  }

  @Test func `weak spots stand before all faces, with the words of what was done`() throws {
    let page = page(Film(redactionBoxes: { $0 < 3000 ? [redactionBox()] : [] }))
    let list = try #require(page.firstRange(of: "Look here first"))
    let faces = try #require(page.firstRange(of: "The tracks, after hiding"))
    #expect(list.lowerBound < faces.lowerBound)
    #expect(page.contains("its last cover stayed on for up to 2 s"))
    #expect(page.contains("0:00:03.000"))
  }

  @Test func `what has no picture is said`() {
    let film = Film(redactionBoxes: { _ in [redactionBox(0), redactionBox(1)] }, length: 300)
    #expect(page(film, thumbnails: [0: [1, 2, 3]]).contains("src=\"data:image/jpeg;base64,AQID\""))
    #expect(page(film, thumbnails: [0: [1, 2, 3]]).contains("1 have none"))
  }
}
