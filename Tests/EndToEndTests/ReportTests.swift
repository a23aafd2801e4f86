import FoundationEssentials
import FrameveilTesting
import Testing

/// The coverage report of a run.
@Suite(.blocking) struct ReportTests {
  private func run(_ folder: TemporaryFolder, _ reports: [String], _ options: [String] = []) throws
    -> Program.Outcome
  {
    let more = reports.flatMap { ["--report", folder($0)] } + options
    return try blur(ObjectClip.video, ObjectClip.detections, folder("out.mp4"), more)
  }

  private func report(in folder: String) throws -> Report {
    try JSONDecoder().decode(Report.self, from: Data(try bytes(of: "\(folder)/report.json")))
  }

  private func checksum(_ path: String) throws -> String {
    String(decoding: try Program(["sha256sum", path]).runTool().prefix(64), as: UTF8.self)
  }

  @Test func `it lists the faces of the sample, and a track that starts in mid-frame`() throws {
    let report = try report(in: SampleRun.folder)
    #expect(report.schema == "frameveil-report" && report.version == 1)
    #expect(report.summary.frames == 240)
    #expect(report.samplingSeconds == 0.5)
    #expect(report.tracks.map(\.frames).reduce(0, +) == report.summary.faces)
    let truth = try Truth.load()
    for track in report.tracks {
      let frames = truth.frames.filter { frame in
        frame.faces.contains { $0.id == track.track - 1 && $0.visible > 0 }
      }
      let (first, last) = (try #require(frames.first), try #require(frames.last))
      // A track extends beyond the visible frames of its face, by two sampling intervals at most.
      let (start, end) = (Double(first.frame) / 30, Double(last.frame + 1) / 30)
      #expect(track.start <= start + 0.001 && track.start > start - 1)
      #expect(track.end >= end - 0.001 && track.end < end + 1)
      #expect(track.stretches.first?.start == track.start && track.stretches.last?.end == track.end)
    }
    #expect(report.weakSpots.map(\.kind) == ["suddenBegin"])
    #expect(report.weakSpots.first?.track == 3)
    #expect(report.summary.weakSpots == 1)
  }

  @Test func `its checksums are those of the files`() throws {
    let folder = try TemporaryFolder()
    try #require(run(folder, ["report.json"]).code == 0)
    let report = try report(in: folder.path)
    for file in [report.input, report.detections, report.output] {
      #expect(file.sha256 == (try checksum(file.name)))
      #expect(file.bytes == (try bytes(of: file.name).count))
    }
    #expect(report.versions["gstreamer"]?.hasPrefix("GStreamer 1.") == true)
  }

  @Test func `copied spans are in the report and on the page, with digests and the reasons for the rest`()
    throws
  {
    let folder = try TemporaryFolder()
    let faces = try folder.write(
      "faces.json", DetectionResponse.text([[0.4, 0.4, 0.1, 0.2]], milliseconds: [7000, 7200, 7400]))
    let reports = ["report.json", "report.html"].flatMap { ["--report", folder($0)] }
    let outcome = try blur(
      UntouchedTests.Coding.reordered.path, faces, folder("out.mp4"), ["--allow-mismatch"] + reports)
    try #require(outcome.code == 0, "\(outcome.errors)")
    let untouched = try #require(try report(in: folder.path).summary.untouched)
    let (first, last) = (try #require(untouched.spans.first), try #require(untouched.spans.last))
    #expect(untouched.spans.count == 2 && untouched.copiedFrames == first.frames + last.frames)
    #expect(first.start == 0 && first.end == Double(first.frames) / 25)
    #expect(last.start == 15 - Double(last.frames) / 25 && last.end == 15)
    let page = String(decoding: try bytes(of: folder("report.html")), as: UTF8.self)
    #expect(page.contains("<b>\(untouched.copiedFrames)</b> of 375 frames were copied bit for bit"))
    for span in untouched.spans {
      #expect(span.digest.count == 32 && page.contains("<td>\(span.frames)</td><td>\(span.digest)</td>"))
    }
    #expect(untouched.encoded.count == 1)
    for (reason, frames) in untouched.encoded {
      #expect(page.contains("<li>\(frames) frames: \(reason)</li>"))
    }
  }

  @Test func `pipes have no checksum`() throws {
    let folder = try TemporaryFolder()
    let outcome = try blur(
      "-", ObjectClip.detections, "-", ["--report", folder("report.json")], stdin: .pipe(ObjectClip.video))
    try #require(outcome.code == 0, "\(outcome.errors)")
    let report = try report(in: folder.path)
    #expect(report.input.sha256 == nil && report.input.bytes == nil && report.input.name == "-")
    #expect(report.output.sha256 == nil && report.output.bytes == nil)
    #expect(report.detections.sha256 != nil)
  }

  @Test func `the HTML report is self-contained`() throws {
    let folder = try SampleRun.folder
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.sorted() == ["out.mp4", "report.html", "report.json"])
    let page = String(decoding: try bytes(of: folder + "/report.html"), as: UTF8.self)
    for word in ["<script", "http:", "https:", "url(", "@import", "<link"] { #expect(!page.contains(word)) }
    #expect(page.split(separator: "src=\"").count - 1 == 3)
    #expect(page.split(separator: "src=\"data:image/jpeg;base64,").count - 1 == 3)
  }

  @Test func `thumbnails show redacted faces only`() throws {
    let folder = try TemporaryFolder()
    for track in try report(in: SampleRun.folder).tracks {
      let data = try #require(track.thumbnail.flatMap { Data(base64Encoded: $0) })
      let picture = try folder.write("face\(track.track).jpg", data)
      let frames = try LumaFrames(picture)
      #expect(max(frames.width, frames.height) == 96)
      // The sample has no dark pixel, so what is dark is the redaction. Beyond the round corners a thumbnail is white,
      // with a line between them that JPEG makes grey.
      let shares = try #require(
        frames.next { luma in
          [
            luma.share(x: 0..<luma.width, y: 0..<luma.height) { $0 < 28 },
            luma.share(x: 0..<luma.width, y: 0..<luma.height) { $0 < 28 || $0 > 240 },
          ]
        })
      #expect(shares[0] > 0.75 && shares[1] > 0.93, "\(shares)")
    }
  }

  @Test(
    arguments: [
      (["report.txt"], 64, "ends in .json or .html"), (["report"], 64, "ends in .json or .html"),
      (["none/report.json"], 73, "there is no folder"), (["old.json"], 73, "exists already"),
      (["report.json", "./report.json"], 64, "reads or writes"),
    ] as [([String], Int32, String)])
  func `a report that cannot be written is refused before the run`(
    reports: [String], code: Int32, words: String
  ) throws {
    let folder = try TemporaryFolder()
    try folder.write("old.json", "older")
    let outcome = try run(folder, reports)
    #expect(outcome.code == code)
    #expect(outcome.errorLines.count == 1 && outcome.errors.contains(words), "\(outcome.errors)")
    #expect(folder.names == ["old.json"])
    #expect(try bytes(of: folder("old.json")) == Array("older".utf8))
  }

  @Test func `a report does not overwrite the files of the run`() throws {
    let folder = try TemporaryFolder()
    let detections = try folder.write("faces.json", DetectionResponse.corner)
    let input = try Clip.ntscWithBFrames.path
    let outcome = try blur(input, detections, folder("out.mp4"), ["--report", detections, "--force"])
    #expect(outcome.code == 64)
    #expect(try bytes(of: detections) == Array(DetectionResponse.corner.utf8))
  }

  @Test func `a failed run leaves no report`() throws {
    let folder = try TemporaryFolder()
    let text = "encode: videoconvert ! x264enc ! identity error-after=5\nmux: mp4\n"
    let profile = try folder.write("own.profile", text)
    let outcome = try run(folder, ["report.json"], ["--no-audio", "--profile", profile])
    #expect(outcome.code == 70)
    #expect(folder.names == ["own.profile"])
  }
}
