import FoundationEssentials
import FrameveilTesting
import Testing

/// The program where OpenVINO is missing, since the environment names a folder that does not exist.
@Suite(.blocking) struct DetectorRuntimeTests {
  private let folder: TemporaryFolder
  private let missing: [String: String]
  private static let clip = Result {
    try ClipMaker.clip(
      "runtime.mp4", ["-ss", "4", "-t", "0.5", "-i", Frameveil.sample("faces.mp4"), "-an", "-c:v", "libx264"])
  }
  private static let note = "detector runtime: OpenCV DNN"

  init() throws {
    folder = try TemporaryFolder()
    missing = ["FRAMEVEIL_OPENVINO": folder("none")]
  }

  private func run(_ command: String, _ options: [String], expecting code: Int32 = 0) throws
    -> Program.Outcome
  {
    let outcome = try Frameveil.run(
      [command, Self.clip.get(), "--detect-size", "320"] + options, environment: missing)
    #expect(outcome.code == code, "\(outcome.errors)")
    return outcome
  }

  private struct Summary: Decodable {
    var runtime: String?
    var notes: [String]
  }

  private func summary(_ outcome: Program.Outcome) throws -> Summary {
    try JSONDecoder().decode(Summary.self, from: Data(outcome.output))
  }

  @Test func `detect falls back to OpenCV, and says why`() throws {
    let outcome = try run("detect", ["-o", folder("faces.json"), "--json"])
    #expect(outcome.errors.contains("note: \(Self.note)") && outcome.errors.contains("FRAMEVEIL_OPENVINO"))
    let summary = try summary(outcome)
    #expect(summary.runtime?.hasPrefix("OpenCV ") == true)
    #expect(summary.notes.first?.hasPrefix(Self.note) == true)
  }

  @Test func `blur falls back to OpenCV, and says why`() throws {
    let outcome = try run("blur", ["-o", folder("out.mp4"), "--json", "--report", folder("report.json")])
    #expect(try summary(outcome).notes.contains { $0.hasPrefix(Self.note) })
    let report = String(decoding: try bytes(of: folder("report.json")), as: UTF8.self)
    #expect(report.contains("detect-runtime") && report.contains("OpenCV "), "\(report)")
  }

  @Test func `verify falls back to OpenCV, and says why`() throws {
    let outcome = try run("verify", ["--json"], expecting: 3)
    #expect(outcome.errors.contains("note: \(Self.note)"))
    #expect(try summary(outcome).runtime?.hasPrefix("OpenCV ") == true)
  }

  @Test(arguments: ["detect", "blur"])
  func `what was asked for is not replaced`(command: String) throws {
    let outcome = try run(
      command, ["-o", folder("out.mkv"), "--detect-runtime", "openvino"], expecting: 78)
    #expect(outcome.errors.contains("OpenVINO was not found in") && outcome.errors.contains("make runtime"))
    #expect(folder.names.isEmpty)
  }

  @Test func `OpenCV that was asked for needs no note`() throws {
    let outcome = try run(
      "detect", ["-o", folder("faces.json"), "--detect-runtime", "opencv", "--second-detector", "none"])
    #expect(!outcome.errors.contains("note:"), "\(outcome.errors)")
  }
}
