import FoundationEssentials
import FrameveilTesting
import Testing

/// A run that redacts nothing is clearly reported.
@Suite(.blocking) struct NothingFoundTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("none.json", DetectionResponse.text())
    try folder.write("faces.json", ShortClip.answer)
  }

  private struct Summary: Decodable { var verdict: String, notes: [String] }

  /// Runs `blur` with detections, or with the detector, which finds no face in a test pattern.
  private func run(_ detections: String?, _ options: [String]) throws -> Program.Outcome {
    let source = detections.map { ["-d", folder($0)] } ?? ["--detect-size", "64", "--detect-rate", "1"]
    return try Frameveil.run(
      ["blur", ShortClip.path, "-o", folder("out.mp4"), "--json", "--report", folder("r.html"), "--report"]
        + [folder("r.json")] + source + options)
  }

  private func page() throws -> String { String(decoding: try bytes(of: folder("r.html")), as: UTF8.self) }

  @Test(arguments: [nil, "none.json"], ["warn", "accept"])
  func `the HTML report, the summary and the JSON report say so`(detections: String?, policy: String) throws {
    let outcome = try run(detections, ["--on-none", policy])
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("nothing was redacted") == (policy == "warn"))
    let summary = try JSONDecoder().decode(Summary.self, from: Data(outcome.output))
    #expect(summary.verdict == "nothingFound" && summary.notes.isEmpty == (policy == "accept"))
    let page = try page()
    #expect(page.contains(#"<p class="verdict look">No face was found: nothing was redacted."#))
    #expect(!page.contains(#"<p class="verdict">"#) && !page.contains("redacted faces"))
    struct Written: Decodable { var summary: Summary }
    let report = try JSONDecoder().decode(Written.self, from: Data(bytes(of: folder("r.json"))))
    #expect(report.summary.verdict == "nothingFound")
  }

  @Test(arguments: [nil, "none.json"])
  func `--on-none fail gives no output and exit code 3`(detections: String?) throws {
    let outcome = try run(detections, ["--on-none", "fail"])
    #expect(outcome.code == 3 && outcome.errors.contains("--on-none fail"), "\(outcome.errors)")
    #expect(folder.names == ["faces.json", "none.json"])
  }

  @Test func `--on-none fail has no effect if something is redacted`() throws {
    let outcome = try run("faces.json", ["--on-none", "fail"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try JSONDecoder().decode(Summary.self, from: Data(outcome.output)).verdict == "clear")
    #expect(try page().contains(#"<p class="verdict">There are no review items"#))
    // The summary counts people, not boxes; the report names a track as the options do.
    #expect(outcome.errors.contains("1 person tracked, redacted on 12 frames"))
    #expect(try page().contains("track:1") && !page().contains("face 1"))
  }

  @Test func `faces left visible by a rule are reported`() throws {
    let outcome = try run("faces.json", ["--except", "track:1", "--force"])
    #expect(try JSONDecoder().decode(Summary.self, from: Data(outcome.output)).verdict == "nothingHidden")
    #expect(try page().contains("left everything that was found visible"))
  }

  @Test(arguments: ["moderation", "label:Car", "faces,moderation", "text,label:Car", "persons,moderation"])
  func `--hide of what no embedded detector finds needs detections`(subjects: String) throws {
    let outcome = try Frameveil.run(["blur", ShortClip.path, "--hide", subjects, "-o", folder("out.mp4")])
    #expect(outcome.code == 64)
    #expect(outcome.errors.contains("--hide") && outcome.errors.contains("needs --detections"))
  }

  @Test func `--on-none fail is refused for a pipe`() throws {
    let outcome = try Frameveil.run(["blur", ShortClip.path, "-o", "-", "--on-none", "fail"])
    #expect(outcome.code == 64 && outcome.output == [])
  }
}
