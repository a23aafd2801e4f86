import FrameveilTesting
import Testing

/// No run overwrites a file that it reads or writes itself, under any name, with or without `--force`.
@Suite(.blocking) struct OverwriteTests {
  private let folder: TemporaryFolder
  private static let files = ["in.mp4", "faces.json", "boxes.json", "shots.json", "own.profile"]
  private static let profile = Result { try Frameveil.run(["profiles", "mp4"]).output }

  init() throws {
    folder = try TemporaryFolder()
    try folder.replace("in.mp4", with: ShortClip.path)
    try folder.write("faces.json", ShortClip.answer)
    try folder.write("boxes.json", ShortClip.boxes)
    try folder.write("shots.json", ShortClip.shots)
    try folder.write("own.profile", Self.profile.get())
    try Program(["mkdir", folder("sub")]).runTool()
  }

  /// Different spellings of the path of a file.
  private static let spellings = [
    "plain", "dot", "detour", "doubled", "relative", "symbolic", "folder link", "hard", "twice linked",
  ]

  private func spelt(_ name: String, _ spelling: String) throws -> String {
    // The format of an output follows from its extension.
    let ending = name.split(separator: ".").last ?? ""
    let other = folder("other.\(ending)")
    switch spelling {
    case "dot": return folder("./\(name)")
    case "detour": return folder("sub/../\(name)")
    case "doubled": return folder.path + "//" + name
    case "relative":
      return "../../../../../../../../../../.." + folder(name)
    case "symbolic": try Program(["ln", "-s", folder(name), other]).runTool()
    case "hard": try Program(["ln", folder(name), other]).runTool()
    case "twice linked":
      try Program(["ln", "-s", folder(name), folder("one.\(ending)")]).runTool()
      try Program(["ln", "-s", folder("one.\(ending)"), other]).runTool()
    case "folder link":
      try Program(["ln", "-s", folder.path, folder("link")]).runTool()
      return folder("link/\(name)")
    default: return folder(name)
    }
    return other
  }

  private func expectRefusal(_ arguments: [String], stdin: Program.Input = .nothing) throws {
    let before = try Self.files.map { try bytes(of: folder($0)) }
    let outcome = try Frameveil.run(arguments, input: stdin)
    #expect([64, 73].contains(outcome.code), "\(arguments): \(outcome.code), \(outcome.errors)")
    #expect(
      outcome.errors.contains("itself"), "\(arguments): \(outcome.errors)")
    #expect(try Self.files.map { try bytes(of: folder($0)) } == before, "\(arguments)")
  }

  private var all: [String] {
    ["-d", folder("faces.json"), "--add", folder("boxes.json"), "--shots", folder("shots.json")]
      + ["--profile", folder("own.profile"), "--force"]
  }

  /// Every file with three spellings, which are resolved before it is known which option names the file; every spelling
  /// with one or two files. JSON files are overwritten as output and as report in turn.
  private static let combinations = files.indices.flatMap { file in
    spellings.indices.filter { ($0 + file) % 3 == 0 }.map { (files[file], spellings[$0], $0 % 2 == 0) }
  }

  @Test(arguments: combinations)
  func `blur`(name: String, spelling: String, isReport: Bool) throws {
    let place = try spelt(name, spelling)
    let outputs =
      isReport && name.hasSuffix(".json") ? ["-o", folder("out.mp4"), "--report", place] : ["-o", place]
    try expectRefusal(["blur", folder("in.mp4")] + outputs + all)
  }

  /// Every spelling with two of the commands.
  @Test(arguments: zip(spellings, spellings.indices))
  func `detect and track`(spelling: String, index: Int) throws {
    let (faces, boxes) = (folder("faces.json"), folder("boxes.json"))
    let track = ["track", "--fps", "30", "--frames", "12", "--size", "320x240", "--force", "-d"]
    let commands: [(file: String, words: (String) -> [String])] = [
      ("in.mp4", { ["detect", folder("in.mp4"), "-o", $0, "--force"] }),
      ("faces.json", { track + [faces, "-o", $0] }), ("faces.json", { track + [$0, "-o", faces] }),
      ("faces.json", { track + [boxes, "-d", faces, "-o", $0] }),
      ("faces.json", { track + [boxes, "--shots", faces, "-o", $0] }),
    ]
    for command in [commands[index % 5], commands[(index + 2) % 5]] {
      try expectRefusal(command.words(spelt(command.file, spelling)))
      let links = ["other.mp4", "one.mp4", "other.json", "one.json", "link"]
      try Program(["rm", "-f"] + links.map { folder($0) }).runTool()
    }
  }

  @Test func `two outputs in one file`() throws {
    for other in ["r.json", "./r.json", "sub/../r.json"] {
      try expectRefusal(
        [
          "blur", folder("in.mp4"), "-o", folder("out.mp4"), "--report", folder("r.json"), "--report",
          folder(other),
        ]
          + all)
    }
    try expectRefusal(["blur", folder("in.mp4"), "-o", folder("r.json"), "--report", folder("r.json")] + all)
    // The folder does not exist yet.
    try expectRefusal(
      ["blur", folder("in.mp4"), "-o", folder("out.mp4"), "--report", folder("new/r.json"), "--report"]
        + [folder("new/./r.json")] + all)
  }

  @Test func `a file on standard input, under any of its names`() throws {
    for name in ["-", "/proc/self/fd/0"] {
      try expectRefusal(["blur", name, "-o", folder("in.mp4")] + all, stdin: .file(folder("in.mp4")))
    }
    for name in ["/dev/stdin", "/dev/fd/0"] {
      try expectRefusal(
        ["blur", folder("in.mp4"), "-o", folder("out.mp4"), "--force", "-d", name, "--report"]
          + [folder("faces.json")], stdin: .file(folder("faces.json")))
    }
  }

  @Test func `one pipe is not read twice`() throws {
    for (one, other) in [("-", "-"), ("-", "/dev/stdin"), ("/dev/fd/0", "-")] {
      let outcome = try Frameveil.run(
        ["blur", one, "-d", other, "-o", folder("out.mp4")], input: .pipe(folder("faces.json")))
      #expect(outcome.code == 64 && outcome.errors.contains("cannot both come from"), "\(outcome.errors)")
    }
  }

  @Test func `objects and URLs`() throws {
    for (input, output) in [
      ("s3://bucket/a.mp4", "s3://bucket/a.mp4"), ("s3://bucket/a.mp4?versionId=3", "s3://bucket/a.mp4"),
      ("https://host/a.mp4?X-Amz-Signature=1", "https://HOST:443/a.mp4?X-Amz-Signature=2"),
    ] {
      try expectRefusal(["blur", input, "-o", output] + all)
    }
    let (object, url) = ("s3://bucket/a.json", "https://host/a.json?X-Amz-Signature=1")
    for place in [object, url] {
      try expectRefusal(["blur", folder("in.mp4"), "-d", place, "-o", place, "--force"])
      try expectRefusal(["detect", place, "-o", place, "--force"])
    }
  }

  @Test func `an input of a batch is not overwritten by another output`() throws {
    try Program(["mkdir", folder("in")]).runTool()
    try folder.replace("in/a.mov", with: folder("in.mp4"))
    try folder.replace("sub/a.mp4", with: folder("in.mp4"))
    try folder.replace("sub/b.mp4", with: folder("in.mp4"))
    let before = try bytes(of: folder("sub/a.mp4"))
    let outcome = try Frameveil.run(
      ["blur", folder("in/a.mov"), folder("sub/b.mp4"), folder("sub/a.mp4"), "-o", folder("sub"), "--force"]
        + ["--profile", "mp4", "--allow-no-faces"])
    #expect(outcome.code == 64 || outcome.code == 73)
    #expect(try bytes(of: folder("sub/a.mp4")) == before)
  }

  @Test func `distinct files are accepted`() throws {
    let outcome = try Frameveil.run(
      ["blur", folder("in.mp4"), "-o", folder("out.mp4"), "--report", folder("r.json"), "--report"]
        + [folder("r.html")] + all)
    #expect(outcome.code == 0, "\(outcome.errors)")
  }
}
