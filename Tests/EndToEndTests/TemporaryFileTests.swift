import FrameveilTesting
import Testing

/// File systems without O_TMPFILE: files left by a killed run do not stop the next one.
@Suite(.blocking) struct TemporaryFileTests {
  private let folder: TemporaryFolder
  private let preload: String

  init() throws {
    folder = try TemporaryFolder()
    let tools = try ClipMaker.text("no_tmpfile", "").replacing("no_tmpfile", with: "")
    preload = tools + "no_tmpfile-\(folder.path.suffix(6)).so"
    try Program([
      "cc", "-shared", "-fPIC", "-o", preload, "\(Frameveil.repository)/Tests/Stack/no_tmpfile.c", "-ldl",
    ])
    .runTool()
    try folder.write("faces.json", ShortClip.answer)
  }

  private func run(_ options: [String] = []) throws -> Program.Outcome {
    try Frameveil.run(
      Frameveil.blur(ShortClip.path, folder("faces.json"), folder("out.mp4"), ["-q"] + options),
      environment: ["LD_PRELOAD": preload])
  }

  @Test func `a run leaves its output and no other file`() throws {
    #expect(try run().code == 0)
    #expect(folder.names == ["faces.json", "out.mp4"])
    #expect(try run().code == 73)
    #expect(try run(["--force"]).code == 0)
    #expect(folder.names == ["faces.json", "out.mp4"])
    #expect(try MediaProbe.frameTimes(folder("out.mp4")).count == 12)
  }

  @Test func `files of killed runs are removed, and no others`() throws {
    let (ours, others) = (
      [".frameveil-0123456789abcdef.partial", ".frameveil-ffffffffffffffff.partial"],
      [".out.mp4.1.partial", ".frameveil-0123456789abcdef.part", ".frameveil-1.partial", ".other.partial"]
    )
    for name in ours + others { try folder.write(name, "rest") }
    #expect(try run().code == 0)
    #expect(folder.names == (others + ["faces.json", "out.mp4"]).sorted())
  }

  @Test func `the file of a running process is locked and kept`() throws {
    let name = ".frameveil-0123456789abcdef.partial"
    try folder.write(name, "at work")
    let words = Frameveil.blur(try ShortClip.path, folder("faces.json"), folder("out.mp4"), ["-q"])
    let outcome = try Program(
      ["flock", folder(name), "env", "LD_PRELOAD=\(preload)", Frameveil.path] + words
    ).run()
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(folder.names.contains(name))
  }
}
