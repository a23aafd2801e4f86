import FoundationEssentials
import FrameveilTesting
import Testing

/// `blur --recursive --reports`: a folder ends in one page.
@Suite(.blocking) struct JobReportTests {
  private let folder: TemporaryFolder
  private let clip: String

  /// Two videos, one of them below a folder with a name that HTML and URLs would misread, a picture, and what is no input.
  init() throws {
    folder = try TemporaryFolder()
    clip = try ShortClip.path
    try Program(["mkdir", "-p", folder("in/day <b>&1%/deep"), folder("boxes/day <b>&1%")]).runTool()
    try folder.replace("in/a.mp4", with: clip)
    try folder.replace("in/day <b>&1%/a.mp4", with: clip)
    try folder.write("in/day <b>&1%/notes.txt", "no video")
    try folder.write("in/day <b>&1%/deep/broken.mp4", "no video")
    try Program(["ln", "-s", "deep", folder("in/day <b>&1%/up")]).runTool()
    try folder.write("boxes/a.json", ShortClip.answer)
    try folder.write("boxes/day <b>&1%/a.mp4.json", ShortClip.answer)
  }

  private struct Job: Decodable {
    struct Totals: Decodable {
      var done, skipped, failed, excluded, people, weakSpots, nothingFound: Int
      var videoSeconds: Double
      var visible: Int?
    }
    struct File: Decodable {
      struct Figures: Decodable {
        struct Digest: Decodable { var sha256: String }
        var output: Digest
        var frames: Int
        var verdict: String
      }
      struct Check: Decodable { var visible: Int }
      var input, outcome: String
      var report, reason: String?
      var figures: Figures?
      var check: Check?
    }
    var schema: String
    var totals: Totals
    var files: [File]
    var settings: [String: JSON]
  }

  private func run(_ options: [String], detections: String = "boxes") throws -> Program.Outcome {
    try Frameveil.run(
      [
        "blur", folder("in"), "-o", folder("out/"), "-d", folder(detections), "--recursive", "--reports",
        folder("reports"),
      ]
        + options)
  }

  private func job() throws -> Job {
    try JSONDecoder().decode(Job.self, from: Data(try bytes(of: folder("reports/index.json"))))
  }

  @Test func `subfolders are kept, and each file and each skipped entry is in the page`() throws {
    let outcome = try run(["--on-weak", "accept"])
    #expect(outcome.code == 66, "\(outcome.errors)")
    let files = String(decoding: try Program(["find", folder("out"), "-type", "f"]).runTool(), as: UTF8.self)
    #expect(
      files.split(separator: "\n").map(String.init).sorted() == [
        folder("out/a.mp4"), folder("out/day <b>&1%/a.mp4"),
      ])
    let job = try job()
    #expect(job.schema == "frameveil-job")
    #expect(job.files.map(\.outcome) == ["done", "done", "failed", "excluded", "excluded"])
    #expect(job.totals.done == 2 && job.totals.failed == 1 && job.totals.excluded == 2)
    #expect(job.totals.people == 2 && abs(job.totals.videoSeconds - 0.8) < 0.02)
    #expect(job.settings["on-weak"]?.text == "accept")
    let digest = try Program(["sha256sum", folder("out/day <b>&1%/a.mp4")]).runTool()
    #expect(String(decoding: digest.prefix(64), as: UTF8.self) == job.files[1].figures?.output.sha256)
    #expect(job.files[4].reason == "a link to a folder" || job.files[3].reason == "a link to a folder")
    try expectPage()
  }

  /// The links of the page lead to the reports, nothing of a name became markup, and axe-core finds no fault.
  private func expectPage() throws {
    let page = try Browser.open(report: folder("reports/index.html"))
    #expect(page["axe"].elements == [] && page["wide"].elements == [] && page["loaded"].elements == [])
    #expect(
      page["linked"].elements.map(\.text) == [
        "Coverage report: \(folder("out/a.mp4"))", "Coverage report: \(folder("out/day <b>&1%/a.mp4"))",
      ])
    let rows = page["rows"].elements.map { $0.elements.map { $0.text ?? "" } }
    #expect(
      rows.map(\.first)
        == ["a.mp4", "day <b>&1%/a.mp4", "day <b>&1%/deep/broken.mp4"].map { folder("in/\($0)") })
    #expect(rows.map { $0[1].prefix(8) } == ["redacted", "redacted", "failed: "])
  }

  @Test func `a file without a face is red, and what --verify sees is counted`() throws {
    try folder.write("boxes/a.json", DetectionResponse.text([], milliseconds: [0, 200, 400]))
    try folder.remove("in/day <b>&1%/deep/broken.mp4")
    let outcome = try run(["--allow-no-faces", "--verify"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let job = try job()
    #expect(job.totals.nothingFound == 1 && job.files[0].figures?.verdict == "nothingFound")
    #expect(job.totals.visible == 0 && job.files.prefix(2).allSatisfy { $0.check?.visible == 0 })
    let page = String(decoding: try bytes(of: folder("reports/index.html")), as: UTF8.self)
    #expect(page.contains("<strong class=\"alarm\">no face was found, nothing was redacted</strong>"))
    #expect(page.contains("visible faces</th>"))
  }

  @Test func `--verify finds a face that stayed visible, and ends with 3`() throws {
    let alone = try TemporaryFolder()
    try Program(["mkdir", alone("in")]).runTool()
    try alone.replace("in/faces.mp4", with: try ShortSample.oneSecond.video)
    let outcome = try Frameveil.run([
      "blur", alone("in"), "-o", alone("out/"), "--reports", alone("reports"), "--verify", "--except",
      "time:0-99",
    ])
    #expect(outcome.code == 3, "\(outcome.errors)")
    #expect(outcome.errors.contains("still visible"))
    let job = try JSONDecoder().decode(Job.self, from: Data(try bytes(of: alone("reports/index.json"))))
    #expect(job.files[0].outcome == "done" && (job.totals.visible ?? 0) > 0)
  }

  @Test func `--resume fills the page from the reports of the earlier run`() throws {
    try folder.remove("in/day <b>&1%/deep/broken.mp4")
    try #require(try run([]).code == 0)
    let first = try job()
    try folder.replace("in/b.mp4", with: clip)
    try folder.write("boxes/b.json", ShortClip.answer)
    let second = try run(["--resume"])
    #expect(second.code == 0, "\(second.errors)")
    let job = try job()
    #expect(job.files.prefix(3).map(\.outcome) == ["skipped", "done", "skipped"])
    #expect(job.files[0].figures?.output.sha256 == first.files[0].figures?.output.sha256)
    #expect(job.totals.people == 3)
    // A report on another output counts as none.
    let digest = try #require(first.files[0].figures?.output.sha256)
    let report = String(decoding: try bytes(of: folder("reports/a.mp4.json")), as: UTF8.self)
    try folder.write("reports/a.mp4.json", report.replacing(digest, with: String(digest.reversed())))
    try #require(try run(["--resume"]).code == 0)
    #expect(try self.job().files[0].figures == nil)
  }

  @Test func `--resume keeps an output that a person reviewed, and says who signed`() throws {
    try folder.remove("in/day <b>&1%/deep/broken.mp4")
    try #require(try run([]).code == 0)
    // As the review leaves it: another file, with a report beside it.
    try Program(["cp", folder("out/a.mp4"), folder("new.mp4")]).runTool()
    try Program(["mv", folder("new.mp4"), folder("out/a.mp4")]).runTool()
    #expect(try run(["--resume"]).code == 73, "it has no mark of this run")
    let report = String(decoding: try bytes(of: folder("reports/a.mp4.json")), as: UTF8.self)
    let review =
      #"{"review": {"required": false, "signature": {"name": "reviewer 1 <b>", "at": "2026-11-30T12:00:00Z"}},"#
    try folder.write("out/a.report.json", review + report.dropFirst())
    let outcome = try run(["--resume"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let page = String(decoding: try bytes(of: folder("reports/index.html")), as: UTF8.self)
    #expect(page.contains("<td data-head=\"signed\">reviewer 1 &lt;b&gt;, 2026-11-30 12:00:00 UTC</td>"))
    #expect(page.contains("<td data-head=\"signed\">not reviewed</td>"))
  }

  @Test func `the run's own folders are not searched`() throws {
    try folder.remove("in/day <b>&1%/deep/broken.mp4")
    for _ in 0..<2 {
      let outcome = try Frameveil.run([
        "blur", folder("in"), "-o", folder("in/out/"), "-d", folder("boxes"), "--recursive", "--reports",
        folder("in/out/reports"), "--force",
      ])
      #expect(outcome.code == 0 && outcome.errors.contains("2 done"), "\(outcome.errors)")
    }
  }

  @Test(arguments: [
    (["--reports", "DIR"], "needs a folder as OUTPUT"), (["--recursive"], "needs a folder as OUTPUT"),
    (["--verify"], "--verify needs a folder as OUTPUT"),
  ])
  func `options of folders are refused for one video`(options: [String], words: String) throws {
    let given = options.map { $0 == "DIR" ? folder("reports") : $0 }
    let outcome = try Frameveil.run(["blur", clip, "-o", folder("out.mp4")] + given)
    #expect(outcome.code == 64 && outcome.errors.contains(words), "\(outcome.errors)")
  }
}
