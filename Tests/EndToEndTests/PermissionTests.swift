import FrameveilTesting
import Testing

/// File permissions: outputs are not readable by users who cannot read the input, and symbolic links out of a folder
/// are not followed.
@Suite(.blocking) struct PermissionTests {
  /// Permissions of the input, and umasks: each permission with a umask that keeps what distinguishes it, and each umask
  /// with permissions that it restricts.
  private static let modes = [
    ("600", "000"), ("640", "000"), ("604", "022"), ("644", "000"), ("666", "022"), ("666", "027"),
    ("666", "077"), ("400", "000"), ("440", "027"), ("755", "000"),
  ]

  private func run(_ words: [String], umask: String) throws {
    let outcome = try Program(["sh", "-c", "umask \(umask); exec \"$@\"", "sh", Frameveil.path] + words).run()
    #expect(outcome.code == 0, "\(outcome.errors)")
  }

  private func rights(_ path: String) throws -> Int {
    let text = String(decoding: try Program(["stat", "-c", "%a", path]).runTool(), as: UTF8.self)
    return try #require(Int(text.dropLast(), radix: 8))
  }

  @Test(arguments: modes)
  func `outputs have the permissions of the input, restricted by the umask`(mode: String, umask: String)
    throws
  {
    let folder = try TemporaryFolder()
    try folder.replace("in.mp4", with: ShortClip.path)
    try folder.write("faces.json", ShortClip.answer)
    try Program(["chmod", mode, folder("in.mp4"), folder("faces.json")]).runTool()
    try run(
      Frameveil.blur(folder("in.mp4"), folder("faces.json"), folder("out.mp4"))
        + ["--report", folder("r.json"), "--report", folder("r.html"), "-q"], umask: umask)
    try run(
      ["track", "-d", folder("faces.json"), "-o", folder("t.txt"), "--fps", "30", "--frames", "2", "--size"]
        + ["320x240", "-q"], umask: umask)
    let (most, mask) = (try #require(Int(mode, radix: 8)), try #require(Int(umask, radix: 8)))
    for name in ["out.mp4", "r.json", "r.html", "t.txt"] {
      // The owner always gets read and write permission.
      #expect(try rights(folder(name)) == (most | 0o600) & 0o666 & ~mask, "\(name)")
    }
  }

  @Test func `links out of a folder are skipped with a note`() throws {
    let folder = try TemporaryFolder()
    try Program(["mkdir", "-p", folder("in/sub"), folder("boxes")]).runTool()
    for name in ["in/a.mp4", "outside.mp4"] { try folder.replace(name, with: ShortClip.path) }
    for (target, name) in [
      ("../outside.mp4", "out.mp4"), (folder("outside.mp4"), "absolute.mp4"), ("a.mp4", "within.mp4"),
      ("none.mp4", "dangling.mp4"), ("out.mp4", "twice.mp4"), ("/dev/zero", "device.mp4"),
    ] { try Program(["ln", "-s", target, folder("in/\(name)")]).runTool() }
    try folder.write("in/notes.txt", "x")
    for name in ["a", "within"] { try folder.write("boxes/\(name).json", ShortClip.answer) }
    let outcome = try Frameveil.run(["blur", folder("in"), "-d", folder("boxes"), "-o", folder("result/")])
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(try Program(["ls", folder("result")]).run().text == "a.mp4\nwithin.mp4\n")
    let note = try #require(outcome.errorLines.first { $0.contains("skipped: ") })
    for words in [
      "out.mp4 (a link out", "absolute.mp4 (a link out", "twice.mp4 (a link out", "device.mp4 (a link out",
      "dangling.mp4 (a dangling link)", "sub (a folder)", "notes.txt (another extension",
    ] { #expect(note.contains(words), "\(note)") }
  }

  @Test func `a link out of the detections folder is refused`() throws {
    let folder = try TemporaryFolder()
    try Program(["mkdir", folder("boxes")]).runTool()
    try folder.replace("a.mp4", with: ShortClip.path)
    try folder.write("secret.json", ShortClip.answer)
    try Program(["ln", "-s", "../secret.json", folder("boxes/a.json")]).runTool()
    let outcome = try Frameveil.run(["blur", folder("a.mp4"), "-d", folder("boxes"), "-o", folder("out/")])
    #expect(outcome.code == 64 && outcome.errors.contains("leads out of the folder"), "\(outcome.errors)")
  }
}
