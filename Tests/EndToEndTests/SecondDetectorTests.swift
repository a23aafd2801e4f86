import FoundationEssentials
import FrameveilTesting
import Testing

/// The program where libfacedetection is missing, since the environment names a folder that does not exist.
@Suite(.blocking) struct SecondDetectorTests {
  private let folder: TemporaryFolder
  private static let clip = Result {
    try ClipMaker.clip(
      "second.mp4", ["-ss", "4", "-t", "0.5", "-i", Frameveil.sample("faces.mp4"), "-an", "-c:v", "libx264"])
  }
  private static let note = "second detector: none"

  init() throws { folder = try TemporaryFolder() }

  private func run(_ command: String, _ options: [String], expecting code: Int32 = 0) throws
    -> Program.Outcome
  {
    let outcome = try Frameveil.run(
      [command, Self.clip.get(), "--detect-size", "320"] + options,
      environment: ["FRAMEVEIL_LIBFACEDETECTION": folder("none")])
    #expect(outcome.code == code, "\(outcome.errors)")
    return outcome
  }

  @Test func `detect does without, and says why`() throws {
    let outcome = try run("detect", ["-o", folder("faces.json"), "--json"])
    #expect(
      outcome.errors.contains("note: \(Self.note)") && outcome.errors.contains("FRAMEVEIL_LIBFACEDETECTION"))
    struct Summary: Decodable {
      var secondDetector: String
      var notes: [String]
    }
    let summary = try JSONDecoder().decode(Summary.self, from: Data(outcome.output))
    #expect(summary.secondDetector == "none" && summary.notes.contains { $0.hasPrefix(Self.note) })
  }

  @Test func `blur does without, and says so in its report`() throws {
    let outcome = try run("blur", ["-o", folder("out.mp4"), "--report", folder("report.json")])
    #expect(outcome.errors.contains(Self.note))
    let report = String(decoding: try bytes(of: folder("report.json")), as: UTF8.self)
    #expect(report.contains("second-detector") && report.contains("none"), "\(report)")
  }

  @Test(arguments: ["detect", "blur"])
  func `what was asked for may not be missing`(command: String) throws {
    let outcome = try run(
      command, ["-o", folder("out.mkv"), "--second-detector", "libfacedetection"], expecting: 78)
    #expect(outcome.errors.contains("libfacedetection was not found in"))
    #expect(outcome.errors.contains("make runtime"))
    #expect(folder.names.isEmpty)
  }

  @Test func `none that was asked for needs no note`() throws {
    let outcome = try run("detect", ["-o", folder("faces.json"), "--second-detector", "none"])
    #expect(!outcome.errors.contains(Self.note), "\(outcome.errors)")
  }
}
