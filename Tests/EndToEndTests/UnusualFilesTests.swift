import FrameveilTesting
import Testing

/// Files of unexpected types, and names that are not UTF-8, are reported as such.
@Suite(.blocking) struct UnusualFilesTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.replace("in.mp4", with: ShortClip.path)
    try folder.write("faces.json", ShortClip.answer)
  }

  @Test func `a Latin-1 name is refused, with its bytes in the message`() throws {
    for words in [#"blur "$name" -o o.mp4"#, #"blur in.mp4 -d faces.json -o "$name""#, #"verify "$name""#] {
      let outcome = try Program([
        "sh", "-c",
        "cd '\(folder.path)'; name=$(printf 'caf\\351.mp4'); cp in.mp4 \"$name\"; exec \"$0\" \(words)",
        Frameveil.path,
      ]).run()
      #expect(outcome.code == 64)
      #expect(
        outcome.errors.contains(#"caf\xE9.mp4"#) && outcome.errors.contains("not UTF-8"), "\(outcome.errors)")
    }
  }

  @Test func `a Latin-1 name in a folder is skipped with a note`() throws {
    try Program([
      "sh", "-c",
      "mkdir '\(folder("in"))'; cd '\(folder("in"))'; cp ../in.mp4 a.mp4; "
        + "cp a.mp4 \"$(printf 'caf\\351.mp4')\"",
    ]).runTool()
    let outcome = try Frameveil.run(["blur", folder("in"), "-d", folder("faces.json"), "-o", folder("out/")])
    #expect(
      outcome.code == 0 && outcome.errors.contains("1 with names that are not UTF-8"), "\(outcome.errors)")
  }

  @Test(arguments: [
    ("gzip", "gzip -c", "gunzip"), ("bzip2", "bzip2 -c", "bunzip2"), ("xz", "xz -c", "xz -dc"),
    (
      "zip", "python3 -c 'import sys,zipfile; zipfile.ZipFile(sys.stdout.buffer,\"w\").write(sys.argv[1])'",
      "unzip"
    ),
  ])
  func `compressed files are refused with the command to unpack them`(
    kind: String, command: String, remedy: String
  ) throws {
    try Program(["sh", "-c", "cd '\(folder.path)'; \(command) faces.json > packed"]).runTool()
    for words in [
      ["blur", folder("in.mp4"), "-o", folder("o.mp4"), "-d", folder("packed")],
      [
        "blur", folder("in.mp4"), "-o", folder("o.mp4"), "-d", folder("faces.json"), "--add",
        folder("packed"),
      ],
      [
        "blur", folder("in.mp4"), "-o", folder("o.mp4"), "-d", folder("faces.json"), "--shots",
        folder("packed"),
      ],
      ["track", "-d", folder("packed"), "-o", "-", "--fps", "25", "--frames", "1", "--size", "32x32"],
    ] {
      let outcome = try Frameveil.run(words)
      #expect(outcome.code == 65)
      #expect(
        outcome.errors.contains("compressed (\(kind))") && outcome.errors.contains(remedy),
        "\(outcome.errors)")
    }
  }

  @Test func `verify refuses other files`() throws {
    let run = try Frameveil.run(
      Frameveil.blur(folder("in.mp4"), folder("faces.json"), folder("o.mp4"))
        + ["--report", folder("r.html"), "--report", folder("r.json")])
    try #require(run.code == 0)
    try folder.write("half.json", try bytes(of: folder("r.json")).dropLast(100))
    try folder.write("list.json", "[1]")
    let lost = try folder.write("lost.json", try bytes(of: folder("r.json")))
    try folder.write(
      "lost.json", String(decoding: try bytes(of: lost), as: UTF8.self).replacing("o.mp4", with: "p.mp4"))
    let empty = try TemporaryFolder()
    for (words, reason) in [
      (["o.mp4", "--report", "r.html"], "an HTML page, not a JSON report"), (["r.html"], "not a video"),
      (["half.json"], "not a complete report"), (["list.json"], "not a complete report"),
      (["lost.json"], "neither there nor beside the report"), ([empty.path], "contains no video"),
      (["r.json", "--report", "r.json"], "the report of one video"),
      (["in.mp4", "--report", "r.json"], "another output"),
      (["o.mp4", "--report", "faces.json"], "not a complete report"),
      (["o.mp4", "--report", "half.json"], "not a complete report"),
      (["o.mp4", "--report", "list.json"], "not a complete report"),
      (["o.mp4", "--report", "o.mp4"], "not a complete"),
    ] {
      let outcome = try Frameveil.run(
        ["verify"] + words.map { $0.hasPrefix("-") || $0.hasPrefix("/") ? $0 : folder($0) })
      #expect([64, 65, 66].contains(outcome.code), "\(words): \(outcome.code)")
      #expect(outcome.errorLines.count == 1 && outcome.errors.contains(reason), "\(words): \(outcome.errors)")
      for word in ["DecodingError", "CodingKey", "Context(", "debugDescription", "Swift."] {
        #expect(!outcome.errors.contains(word), "\(outcome.errors)")
      }
    }
  }
}
