import FrameveilTesting
import Testing

/// `--resume` skips an output only if all inputs of the run are known to be unchanged.
@Suite(.blocking) struct ResumeTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.replace("in.mp4", with: ShortClip.path)
    try folder.write("faces.json", ShortClip.answer)
    try folder.write("boxes.json", ShortClip.boxes)
    try folder.write("shots.json", ShortClip.shots)
    try folder.write("job.json", #"{"margin": 0.25}"#)
    try Program([
      "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=red:size=8x8", "-frames:v", "1",
      folder("badge.png"),
    ])
    .runTool()
  }

  /// The options that name input files, with the files of these tests.
  private static let options = [
    "--detections": "faces.json", "--add": "boxes.json", "--shots": "shots.json", "--profile": "own.profile",
    "--model": "model.onnx", "--image": "badge.png", "--settings": "job.json",
  ]

  /// Options with their files, in a fixed order.
  private func words(_ options: [String: String]) -> [String] {
    options.sorted { $0.key < $1.key }.flatMap { [$0.key, folder($0.value)] }
  }

  private func resume(_ input: String, _ options: [String], to output: String = "out/") throws
    -> Program.Outcome
  {
    try Frameveil.run(["blur", input, "-o", folder(output), "--resume"] + options)
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
    // An earlier output that was changed is refused (ReuseTests); edits exclude other options (EditsTests).
    #expect(Set(named) == Set(Self.options.keys).union(["--report", "--reuse", "--reuse-report", "--edits"]))
  }

  private func expectRefusal(
    _ outcome: Program.Outcome, _ words: String = "was not made from these files",
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      outcome.code == 73 && outcome.errors.contains(words), "\(outcome.errors)",
      sourceLocation: sourceLocation)
  }

  @Test func `a modified input file invalidates the output`() throws {
    try folder.write("own.profile", Frameveil.run(["profiles", "mp4"]).output)
    var files = Self.options
    files["--model"] = nil
    let options = words(files) + ["--effect", "image"]
    let first = try resume(folder("in.mp4"), options)
    try #require(first.code == 0, "\(first.errors)")
    #expect(try isDone(resume(folder("in.mp4"), options)))
    // With --force, an output that does not count as done is made again, and the next option can be tested with it.
    for (option, name) in files {
      try change(name)
      let again = try resume(folder("in.mp4"), options + ["--force"])
      #expect(again.code == 0 && again.errors.hasSuffix("1 done\n"), "\(option): \(again.errors)")
    }
    #expect(try isDone(resume(folder("in.mp4"), options)))
    try change("in.mp4")
    try expectRefusal(resume(folder("in.mp4"), options))
  }

  /// The model is an input only without detections.
  @Test func `a modified model invalidates the output`() throws {
    try Program(["cp", "\(Frameveil.repository)/.build/models/centerface.onnx", folder("model.onnx")])
      .runTool()
    let options = [
      "--model", folder("model.onnx"), "--allow-other-model", "--detect-rate", "1", "--detect-size", "64",
      "--add", folder("boxes.json"),
    ]
    let first = try resume(folder("in.mp4"), options)
    try #require(first.code == 0, "\(first.errors)")
    #expect(try isDone(resume(folder("in.mp4"), options)))
    try change("model.onnx")
    try expectRefusal(resume(folder("in.mp4"), options))
  }

  /// The inputs that can be URLs.
  private static let remote = ["in.mp4", "faces.json", "shots.json"]

  @Test func `a URL is identified by its validators`() throws {
    let server = try FileServer(folder)
    func run(_ manners: [String], secret: String, to output: String) throws -> Program.Outcome {
      let urls = zip(Self.remote, manners).map {
        server.url($0, $1) + "?X-Amz-Signature=\(secret)&X-Amz-Date=\(secret)"
      }
      return try resume(urls[0], ["--detections", urls[1], "--shots", urls[2]], to: output)
    }
    // Each input with each manner once.
    for manners in [["etag", "date", "both"], ["date", "both", "etag"], ["both", "etag", "date"]] {
      let output = "out-\(manners[0])/"
      let first = try run(manners, secret: "one", to: output)
      try #require(first.code == 0, "\(first.errors)")
      #expect(try bytes(of: folder(output + "in.mp4")).count > 1000)
      for (name, manner) in zip(Self.remote, manners) {
        let before = try bytes(of: folder(name))
        try change(name)
        // Last-Modified has a resolution of one second.
        if manner == "date" { try Program(["touch", "-d", "2020-01-01", folder(name)]).runTool() }
        try expectRefusal(run(manners, secret: "two", to: output))
        try folder.write(name, before)
        try Program(["touch", "-r", folder("date"), folder(name)]).runTool()
      }
      // A URL that was presigned again has another signature and is the same file.
      let again = try run(manners, secret: "three", to: output)
      #expect(isDone(again), "\(again.errors)")
    }
    for name in Self.remote {
      let manners = Self.remote.map { $0 == name ? "none" : "both" }
      try expectRefusal(
        run(manners, secret: "one", to: "out-both/"), "unknown whether its inputs have changed")
    }
    let unknown = try run(["none", "none", "none"], secret: "one", to: "out-none/")
    #expect(unknown.code == 0, "\(unknown.errors)")
  }

  @Test func `objects are identified by their ETags`() throws {
    let store = try ObjectServer.shared()
    let bucket = try store.makeBucket()
    try store.put(file: folder("in.mp4"), bucket, "in.mp4")
    try store.put(file: folder("faces.json"), bucket, "faces.json")
    func run(_ options: [String] = []) throws -> Program.Outcome {
      try Frameveil.run(
        [
          "blur", "s3://\(bucket)/in.mp4", "-d", "s3://\(bucket)/faces.json", "-o", folder("out/"),
          "--resume",
        ] + options, environment: store.environment())
    }
    func replace(_ name: String) throws {
      try change(name)
      try store.put(file: folder(name), bucket, name)
    }
    let first = try run()
    try #require(first.code == 0, "\(first.errors)")
    #expect(try isDone(run()))
    try replace("in.mp4")
    let again = try run(["--force"])
    #expect(again.code == 0 && again.errors.hasSuffix("1 done\n"), "\(again.errors)")
    try replace("faces.json")
    try expectRefusal(run())
  }
}
