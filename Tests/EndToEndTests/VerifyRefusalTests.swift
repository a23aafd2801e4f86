import FrameveilTesting
import Testing

/// Errors of `verify`.
@Suite(.blocking) struct VerifyRefusalTests {
  private func refused(
    _ report: String, _ folder: TemporaryFolder, output: String? = nil
  ) throws -> Program.Outcome {
    let path = try folder.write("report.json", report)
    let outcome = try Frameveil.run(
      ["verify", output ?? Clip.ntscWithBFrames.path, "--report", path, "--quiet"])
    #expect(outcome.code == 65)
    #expect(outcome.text == "")
    #expect(outcome.errors.contains(path))
    return outcome
  }

  private static func report(bytes: Int, sha256: String) -> String {
    #"{"schema":"frameveil-report","version":1,"tracks":[],"output":{"name":"x","bytes":\#(bytes),"#
      + #""sha256":"\#(sha256)"}}"#
  }

  @Test func `a report of another output is refused`() throws {
    let folder = try TemporaryFolder()
    let size = try bytes(of: Clip.ntscWithBFrames.path).count
    let sum = String(repeating: "0", count: 64)
    let other = try refused(Self.report(bytes: size, sha256: sum), folder)
    #expect(other.errors.contains("a SHA-256 other than"))
    let shorter = try refused(Self.report(bytes: size + 1, sha256: sum), folder)
    #expect(shorter.errors.contains("\(size) bytes, the report says \(size + 1)"))
  }

  @Test func `a truncated, foreign or newer report is refused`() throws {
    let folder = try TemporaryFolder()
    let whole = Self.report(bytes: 1, sha256: "")
    let words = [
      (String(whole.dropLast(9)), "not a complete report"), ("", "not a complete report"),
      (#"{"schema":"other","version":1}"#, "'other'"),
      (whole.replacing(#""version":1"#, with: #""version":2"#), "version 2"),
      (whole.replacing(#""bytes":1,"sha256":"""#, with: #""more":1"#), "pipe"),
    ]
    for (report, reason) in words {
      #expect(try refused(report, folder).errors.contains(reason), "\(report)")
    }
  }

  @Test func `a truncated video is refused`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("cut.mp4", bytes(of: Frameveil.sample("faces.mp4")).prefix(200_000))
    let outcome = try Frameveil.run(["verify", path, "--json", "--detect-size", "320"])
    #expect(outcome.code == 65)
    #expect(outcome.text == "")
    #expect(outcome.errors.contains("is truncated"))
  }

  private static let wrong: [(words: [String], code: Int32)] = [
    (["verify", "/nonexistent/video.mp4"], 66), (["verify"], 64),
    (["verify", "-", "--report", "report.json"], 64), (["verify", "a.mp4", "--detect-rate", "5"], 64),
  ]

  @Test(arguments: wrong)
  func `an invalid command line is refused`(words: [String], code: Int32) throws {
    let outcome = try Frameveil.run(words)
    #expect(outcome.code == code)
    #expect(outcome.text == "")
    #expect(outcome.errorLines.count == 1)
  }
}
