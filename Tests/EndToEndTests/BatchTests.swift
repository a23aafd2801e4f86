import FoundationEssentials
import FrameveilTesting
import Glibc
import Testing

/// `blur` with several inputs.
@Suite(.blocking) struct BatchTests {
  private let folder: TemporaryFolder
  private let clip: String

  /// Two short videos and their detections.
  init() throws {
    folder = try TemporaryFolder()
    clip = try ClipMaker.clip(
      "brief.mp4", ["-i", Clip.ntscWithBFrames.path, "-t", "0.4", "-c:v", "libx264", "-an"])
    try Program(["mkdir", folder("in"), folder("boxes")]).runTool()
    for name in ["a.mp4", "c.mov"] { try folder.replace("in/\(name)", with: clip) }
    for name in ["a.mp4.json", "c.json"] { try folder.write("boxes/\(name)", Self.answer) }
  }

  private static let answer = DetectionResponse.text([[0.02, 0.02, 0.15, 0.2]], milliseconds: [0, 200, 400])

  private func run(_ inputs: [String], _ options: [String] = [], to output: String = "out/") throws
    -> Program.Outcome
  {
    try Frameveil.run(
      ["blur"] + inputs.map { folder($0) } + ["-d", folder("boxes"), "-o", folder(output)] + options)
  }

  private func names(_ name: String) throws -> String { try Program(["ls", "-A", folder(name)]).run().text }

  private struct Line: Decodable, Equatable {
    struct Summary: Decodable, Equatable { var frames: Int }
    var input, output, outcome: String
    var summary: Summary?
    var exitCode: Int32?
  }

  private func lines(_ outcome: Program.Outcome) throws -> [Line] {
    try outcome.text.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
  }

  @Test func `an invalid file does not stop the others and sets the exit code`() throws {
    try folder.write("in/b.mp4", "This is no video.")
    try folder.write("boxes/b.json", Self.answer)
    try folder.replace("in/d.mp4", with: clip)
    let outcome = try run(["in"], ["--json"])
    #expect(outcome.code == 65)
    #expect(try names("out") == "a.mp4\nc.mov\n")
    #expect(outcome.errorLines.count == 5, "\(outcome.errors)")
    for (line, words) in zip(
      outcome.errorLines,
      ["out/a.mp4: ", "in/b.mp4: ", "out/c.mov: ", "boxes/d.json: there is no such file", "2 done, 2 failed"])
    {
      #expect(line.contains(words))
    }
    let lines = try lines(outcome)
    #expect(lines.map(\.outcome) == ["done", "failed", "done", "failed"])
    #expect(lines.map(\.exitCode) == [nil, 65, nil, 66])
    #expect(lines.map { $0.summary?.frames } == [12, nil, 12, nil])
    #expect(lines.map(\.input) == ["a.mp4", "b.mp4", "c.mov", "d.mp4"].map { folder("in/\($0)") })
  }

  @Test func `--resume skips finished outputs`() throws {
    let first = try run(["in/a.mp4"], ["-q"])
    #expect(first.code == 0 && first.errors == "" && first.text == "")
    let before = try times("out/a.mp4")
    let second = try run(["in"], ["--resume"])
    #expect(second.code == 0, "\(second.errors)")
    #expect(
      second.errors.contains("out/a.mp4: already done, skipped\n")
        && second.errors.hasSuffix("1 done, 1 skipped\n")
    )
    #expect(try times("out/a.mp4") == before)
    #expect(try lines(run(["in"], ["--resume", "--json"])).map(\.outcome) == ["skipped", "skipped"])
  }

  /// Inode and modification time of a file; every output is a new file.
  private func times(_ name: String) throws -> String {
    try Program(["stat", "-c", "%i %y", folder(name)]).run().text
  }

  @Test func `--resume refuses outputs of other inputs or options`() throws {
    let first = try run(["in/a.mp4"])
    try #require(first.code == 0)
    let options = ["--resume", "--except", "time:0-9"]
    // Each difference is to the output that the one before has left.
    let differences: [(name: String, make: () throws -> Void)] = [
      ("other options", {}), ("another input", { try folder.replace("in/a.mp4", with: clip) }),
      ("other boxes", { try folder.write("boxes/a.mp4.json", Self.answer + " ") }),
      ("a changed result", { try Program(["truncate", "-s", "-1", folder("out/a.mp4")]).runTool() }),
      ("a result of unknown origin", { try folder.replace("out/a.mp4", with: clip) }),
    ]
    for difference in differences {
      try difference.make()
      let before = try bytes(of: folder("out/a.mp4"))
      let second = try run(["in/a.mp4"], options)
      #expect(second.code == 73, "\(difference.name)")
      #expect(second.errors.contains("was not made from these files with these options"))
      #expect(try bytes(of: folder("out/a.mp4")) == before)
      let forced = try run(["in/a.mp4"], options + ["--force"])
      #expect(forced.code == 0, "\(difference.name): \(forced.errors)")
      #expect(forced.errors.hasSuffix("1 done\n"))
    }
    let again = try run(["in/a.mp4"], options)
    #expect(again.errors.hasSuffix("0 done, 1 skipped\n"))
  }

  @Test func `an existing output is not overwritten without --force`() throws {
    try Program(["mkdir", folder("out")]).runTool()
    try folder.write("out/a.mp4", "older")
    let outcome = try run(["in"], to: "out")
    #expect(outcome.code == 73)
    #expect(outcome.errors.hasSuffix("frameveil: 1 done, 1 failed\n"))
    #expect(try bytes(of: folder("out/a.mp4")) == Array("older".utf8))
  }

  @Test(
    arguments: [
      (["in", "in/a.mp4"], [], 64, "would both become"), (["in"], ["--profile", "mkv"], 0, "2 done"),
      (["in", "in/a.avi"], [], 64, "would both become"), (["in"], ["--only", "track:1"], 64, "one video"),
      (["in", "in/c.mp4"], [], 64, "would both use"), (["in"], ["--except", "nobody"], 64, "colon"),
      (["boxes"], [], 66, "contains no video"), (["none"], [], 66, "none"),
    ] as [([String], [String], Int32, String)])
  func `an ambiguous batch is refused before any file is processed`(
    inputs: [String], options: [String], code: Int32, words: String
  ) throws {
    let outcome = try run(inputs, options)
    #expect(outcome.code == code)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(try names("out") == (code == 0 ? "a.mkv\nc.mkv\n" : ""))
  }

  @Test func `one detections file is accepted for one video only`() throws {
    let one = try Frameveil.run(Frameveil.blur(folder("in/a.mp4"), folder("boxes/c.json"), folder("new/")))
    #expect(one.code == 0, "\(one.errors)")
    #expect(try names("new") == "a.mp4\n")
    let two = try Frameveil.run(Frameveil.blur(folder("in"), folder("boxes/c.json"), folder("two/")))
    #expect(two.code == 64)
    #expect(two.errors.contains("a folder as --detections"))
  }

  @Test func `a signal ends the whole batch`() throws {
    // The signal arrives while one of the first files is processed.
    let input = try ClipMaker.clip(
      "sample.mkv", ["-i", Frameveil.sample("faces.mp4"), "-c:v", "copy", "-an"])
    for name in ["a", "b", "c"] {
      try folder.replace("in/\(name).mkv", with: input)
      try folder.write("boxes/\(name).json", Self.answer)
    }
    let words =
      [Frameveil.path, "blur"] + ["a", "b", "c"].map { folder("in/\($0).mkv") }
      + ["-d", folder("boxes"), "-o", folder("out/"), "--allow-mismatch"]
    let session = try TerminalSession(words, reading: input, count: 0)
    try #require(session.waits(for: "frames/s"), "\(session.text)")
    session.send(SIGINT)
    #expect(session.end() == 130)
    let written = try names("out").split(separator: "\n")
    #expect(session.text.contains("interrupted; \(written.count) done, nothing else was written"))
    #expect(!written.contains("c.mkv"))
  }
}
