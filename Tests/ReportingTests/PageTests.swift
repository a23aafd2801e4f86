import Geometry
import Reporting
import Testing
import Tracking

/// The report page.
@Suite struct PageTests {
  private func page(_ video: TestVideo, name: String = "out.mp4", thumbnails: [Int: [UInt8]] = [:]) -> String
  {
    CoverageReport(
      created: "2026-01-02T03:04:05Z", input: .init(name: "in.mp4"), detections: nil,
      output: .init(name: name, bytes: 1, sha256: "ab"), versions: [Setting("frameveil", .text("<1>"))],
      settings: [Setting("margin", .number(0.1))], summary: BlurSummary(),
      coverage: video.play(.linger).coverage,
      thumbnails: thumbnails
    ).html
  }

  @Test func `names and settings are escaped`() {
    let page = page(TestVideo(), name: "<script>\"&.mp4")
    #expect(page.contains("&lt;script&gt;&quot;&amp;.mp4"))
    #expect(page.contains("&lt;1&gt;"))
    #expect(!page.contains("<script"))
  }

  @Test(arguments: [0, 1, 500])
  func `each track has a row in the timeline and in the table`(count: Int) {
    let page = page(TestVideo(redactionBoxes: { _ in (0..<count).map { redactionBox($0) } }, length: 300))
    #expect(page.split(separator: "<rect class=\"detected\"").count == count + 1)
    #expect(page.contains("<td>track:500</td>") == (count == 500))
    #expect(page.contains("No face was redacted") == (count == 0))
  }

  @Test func `review items precede the tracks, with the policy that was applied`() throws {
    let page = page(TestVideo(redactionBoxes: { $0 < 3000 ? [redactionBox()] : [] }))
    let list = try #require(page.firstRange(of: "Review items"))
    let faces = try #require(page.firstRange(of: "Tracks after redaction"))
    #expect(list.lowerBound < faces.lowerBound)
    #expect(page.contains("its last redaction box was held for up to 2 s"))
    #expect(page.contains("0:00:03.000"))
  }

  @Test func `missing thumbnails are counted`() {
    let video = TestVideo(redactionBoxes: { _ in [redactionBox(0), redactionBox(1)] }, length: 300)
    #expect(page(video, thumbnails: [0: [1, 2, 3]]).contains("src=\"data:image/jpeg;base64,AQID\""))
    #expect(page(video, thumbnails: [0: [1, 2, 3]]).contains("Without thumbnail: 1 of 2 tracks"))
  }
}
