import FrameveilTesting
import Testing

/// `--resume` skips an output only if all inputs of the run are known to be unchanged.
@Suite(.blocking) struct ResumeTests {
  private let folder: TemporaryFolder
  private let server: FileServer

  init() throws {
    folder = try TemporaryFolder()
    server = try FileServer(folder)
    try folder.replace("in.mp4", with: ShortClip.path)
    try folder.write("faces.json", ShortClip.answer)
    try folder.write("boxes.json", ShortClip.boxes)
    try folder.write("shots.json", ShortClip.shots)
    let profile = try Frameveil.run(["profiles", "mp4"]).output
    try folder.write("own.profile", profile)
    try Program(["cp", "\(Frameveil.repository)/.build/models/centerface.onnx", folder("model.onnx")])
      .runTool()
  }

  /// The options that name input files, with the files of these tests.
  private static let options = [
    "--detections": "faces.json", "--add": "boxes.json", "--shots": "shots.json", "--profile": "own.profile",
    "--model": "model.onnx",
  ]

  private func resume(_ input: String, _ options: [String]) throws -> Program.Outcome {
    try Frameveil.run(["blur", input, "-o", folder("out/"), "--resume"] + options)
  }

  private func isDone(_ outcome: Program.Outcome) -> Bool {
    outcome.code == 0 && outcome.errors.contains("already done, skipped")
  }

  /// Modifies a file and restores its modification time.
  private func change(_ name: String) throws {
    try Program(["touch", "-r", folder(name), folder("date")]).runTool()
    var bytes = try bytes(of: folder(name))
    if name.hasSuffix(".mp4") { bytes[bytes.count - 1] ^= 1 } else { bytes.append(UInt8(ascii: "\n")) }
    try folder.write(name, bytes)
    try Program(["touch", "-r", folder("date"), folder(name)]).runTool()
  }

  @Test func `every option that names an input file is tested here`() throws {
    let help = try Frameveil.run(["blur", "--help"]).text
    let named = help.split(separator: "\n").compactMap { line -> String? in
      let words = line.split(separator: " ")
      guard let at = words.firstIndex(where: { $0.hasPrefix("--") }), at <= 1, words.count > at + 1,
        ["FILE", "NAME|FILE"].contains(words[at + 1])
      else { return nil }
      return String(words[at])
    }
    #expect(Set(named) == Set(Self.options.keys).union(["--report"]))
  }

  @Test(arguments: ["INPUT"] + options.keys.sorted())
  func `a modified input file invalidates the output`(option: String) throws {
    var words = Self.options
    // The model is an input only without detections.
    if option == "--model" { words["--detections"] = nil } else { words["--model"] = nil }
    let options =
      words.sorted { $0.key < $1.key }.flatMap { [$0.key, folder($0.value)] }
      + (option == "--model" ? ["--allow-other-model", "--detect-rate", "1", "--detect-size", "64"] : [])
    let first = try resume(folder("in.mp4"), options)
    try #require(first.code == 0, "\(first.errors)")
    #expect(try isDone(resume(folder("in.mp4"), options)))
    try change(Self.options[option] ?? "in.mp4")
    let refused = try resume(folder("in.mp4"), options)
    #expect(refused.code == 73 && !isDone(refused), "\(refused.errors)")
  }

  @Test(arguments: ["INPUT", "--detections", "--shots"], ["etag", "date", "both", "none"])
  func `a URL is identified by its validators`(option: String, manner: String)
    throws
  {
    func run(_ secret: String) throws -> Program.Outcome {
      let url = { server.url($0, manner) + "?X-Amz-Signature=\(secret)&X-Amz-Date=\(secret)" }
      let input = option == "INPUT" ? url("in.mp4") : folder("in.mp4")
      let others = ["--detections": "faces.json", "--shots": "shots.json"].sorted { $0.key < $1.key }
      return try resume(
        input, others.flatMap { [$0.key, $0.key == option ? url($0.value) : folder($0.value)] })
    }
    let first = try run("one")
    try #require(first.code == 0, "\(first.errors)")
    #expect(try bytes(of: folder("out/in.mp4")).count > 1000)
    // A URL that was presigned again has another signature and is the same file.
    let again = try run("two")
    #expect(isDone(again) == (manner != "none"), "\(again.errors)")
    #expect(again.code == (manner == "none" ? 73 : 0))
    let name = ["--detections": "faces.json", "--shots": "shots.json"][option] ?? "in.mp4"
    try change(name)
    // Last-Modified has a resolution of one second.
    if manner == "date" { try Program(["touch", "-d", "2020-01-01", folder(name)]).runTool() }
    #expect(try !isDone(run("three")))
  }

  @Test func `objects are identified by their ETags`() throws {
    let store = try ObjectServer.shared()
    let bucket = try store.makeBucket()
    try store.put(file: folder("in.mp4"), bucket, "in.mp4")
    try store.put(file: folder("faces.json"), bucket, "faces.json")
    func run() throws -> Program.Outcome {
      try Frameveil.run(
        [
          "blur", "s3://\(bucket)/in.mp4", "-d", "s3://\(bucket)/faces.json", "-o", folder("out/"),
          "--resume",
        ],
        environment: store.environment())
    }
    for name in ["in.mp4", "faces.json"] {
      folder.removeAll("out")
      let first = try run()
      try #require(first.code == 0, "\(first.errors)")
      #expect(try isDone(run()))
      try change(name)
      try store.put(file: folder(name), bucket, name)
      #expect(try run().code == 73)
    }
  }
}

extension TemporaryFolder {
  /// Removes a folder and its content.
  fileprivate func removeAll(_ name: String) { try? remove(name) }
}
