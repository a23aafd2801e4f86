import Geometry
import Reporting
import Testing
import Tracking

/// The report page.
@Suite struct PageTests {
  private func page(
    _ video: TestVideo, name: String = "out.mp4", thumbnails: [Int: [UInt8]] = [:],
    summary: BlurSummary = BlurSummary()
  ) -> String {
    CoverageReport(
      created: "2026-01-02T03:04:05Z", input: .init(name: "in.mp4"), detections: nil,
      output: .init(name: name, bytes: 1, sha256: "ab"), versions: [Setting("frameveil", .text("<1>"))],
      settings: [Setting("margin", .number(0.1))], summary: summary,
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

  /// The section of copied frames.
  private func copied(_ untouched: UntouchedRecord?) -> String {
    var summary = BlurSummary()
    (summary.frames, summary.untouched) = (600, untouched)
    let page = page(TestVideo(), summary: summary)
    guard let start = page.firstRange(of: "<h2>Frames copied")?.lowerBound,
      let end = page.firstRange(of: "<h2>Files")?.lowerBound
    else { return "" }
    return String(page[start..<end])
  }

  private func spans(_ count: Int) -> [CopiedSpanRecord] {
    (0..<count).map { .init(start: Double($0) * 2, end: Double($0) * 2 + 1, frames: 25, digest: "<d\($0)>") }
  }

  @Test(arguments: [1, 5, 6, 1000])
  func `copied spans have a row each, and many are folded`(count: Int) {
    let section = copied(.init(spans: spans(count), encoded: [:], refusal: nil))
    #expect(section.contains("<b>\(25 * count)</b> of 600 frames were copied bit for bit from the input."))
    #expect(section.split(separator: "<tr><td").count - 1 == count)
    #expect(
      section.contains(
        "<td class=\"time\">0:00:00.000</td><td class=\"time\">0:00:01.000</td><td>25</td><td>&lt;d0&gt;</td>"
      ))
    #expect(section.contains("<summary>Copied spans: \(count)</summary>"))
    #expect(section.contains("<details open>") == (count <= 5))
    #expect(!section.contains("Encoded although"))
  }

  @Test func `reasons for encoding are listed, the most frequent first`() {
    let encoded = ["their groups are open": 1, "something <else>": 7, "a tie": 1]
    let section = copied(.init(spans: [], encoded: encoded, refusal: nil))
    #expect(section.contains("<b>0</b> of 600 frames were copied"))
    #expect(!section.contains("<details"))
    #expect(
      section.contains(
        "<li>7 frames: something &lt;else&gt;</li><li>1 frame: a tie</li><li>1 frame: their groups are open</li>"
      ))
  }

  @Test func `a refusal is told, and nothing if all was to be encoded`() {
    let section = copied(.init(spans: [], encoded: [:], refusal: "the video is hevc & more"))
    #expect(section.contains("<p>No frame was copied: the video is hevc &amp; more.</p>"))
    #expect(!section.contains("bit for bit"))
    #expect(copied(nil) == "")
  }
}
