import FrameveilTesting
import Testing

/// Faults 32, 33 and 47: files of other kinds and names that are no text are told as what they are.
@Suite(.blocking) struct UnusualFilesTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.replace("in.mp4", with: Brief.path)
    try folder.write("faces.json", Brief.answer)
  }

  @Test func `a name in Latin-1 is refused, and its bytes are told`() throws {
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

  @Test func `in a folder it is passed over, and told`() throws {
    try Program([
      "sh", "-c",
      "mkdir '\(folder("in"))'; cd '\(folder("in"))'; cp ../in.mp4 a.mp4; "
        + "cp a.mp4 \"$(printf 'caf\\351.mp4')\"",
    ]).runTool()
    let outcome = try Frameveil.run(["blur", folder("in"), "-d", folder("faces.json"), "-o", folder("out/")])
    #expect(outcome.code == 0 && outcome.errors.contains("1 whose names are not UTF-8"), "\(outcome.errors)")
  }

  @Test(arguments: [
    ("gzip", "gzip -c", "gunzip"), ("bzip2", "bzip2 -c", "bunzip2"), ("xz", "xz -c", "xz -dc"),
    (
      "zip", "python3 -c 'import sys,zipfile; zipfile.ZipFile(sys.stdout.buffer,\"w\").write(sys.argv[1])'",
      "unzip"
    ),
  ])
  func `compressed files say so, and how to unpack them`(kind: String, command: String, remedy: String) throws
  {
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

  @Test func `verify says what it takes`() throws {
    let run = try Frameveil.run(
      Frameveil.blur(folder("in.mp4"), folder("faces.json"), folder("o.mp4"))
        + ["--report", folder("r.html"), "--report", folder("r.json")])
    try #require(run.code == 0)
    try folder.write("half.json", try bytes(of: folder("r.json")).dropLast(100))
    try folder.write("list.json", "[1]")
    for (words, reason) in [
      (["o.mp4", "--report", "r.html"], "a page (HTML), not the report in JSON"), (["r.html"], "not a video"),
      (["r.json"], "not a video"), (["."], "is a folder"),
      (["in.mp4", "--report", "r.json"], "another result"),
      (["o.mp4", "--report", "faces.json"], "not a whole report"),
      (["o.mp4", "--report", "half.json"], "not a whole report"),
      (["o.mp4", "--report", "list.json"], "not a whole report"),
      (["o.mp4", "--report", "o.mp4"], "not a whole"),
    ] {
      let outcome = try Frameveil.run(["verify"] + words.map { $0.hasPrefix("--") ? $0 : folder($0) })
      #expect([65, 66].contains(outcome.code), "\(words): \(outcome.code)")
      #expect(outcome.errorLines.count == 1 && outcome.errors.contains(reason), "\(words): \(outcome.errors)")
      for word in ["DecodingError", "CodingKey", "Context(", "debugDescription", "Swift."] {
        #expect(!outcome.errors.contains(word), "\(outcome.errors)")
      }
    }
  }
}
