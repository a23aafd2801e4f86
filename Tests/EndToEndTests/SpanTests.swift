import FrameveilTesting
import Testing

/// One video over many workers: `plan`, `blur --plan --span`, `join`, `blur --workers`. ffmpeg judges the outputs.
@Suite(.blocking) struct SpanTests {
  /// With a lossless encoder the decoded frames show every pixel of every mask, also at the borders of spans.
  @Test(arguments: UInt64(0)..<4)
  func `a divided run gives the frames, the sound and the report of a whole one`(seed: UInt64) throws {
    let scene = try RandomScene(seed: seed)
    let run = try SpanRun(video: scene.video, detections: scene.detections, scene.options)
    let (whole, divided) = (try run.whole(), try run.divided(scene.workers))
    for stream in ["v", "a"] {
      #expect(try SpanRun.sums(whole.video, stream) == SpanRun.sums(divided.video, stream))
    }
    let lines = (try SpanRun.lines(whole.report), try SpanRun.lines(divided.report))
    #expect(lines.0 == lines.1)
    #expect(lines.0.contains { $0.contains("thumbnail") })
    #expect(run.folder.names.allSatisfy { !$0.contains("spans") })
  }

  /// Containers and codecs, of which only MP4 with an index can be read from the middle.
  private static let codings: [String: [String]] = [
    "mkv": ["-c:v", "libx264", "-bf", "2"], "ts": ["-c:v", "libx264", "-bf", "2"],
    "fragmented.mp4": ["-c:v", "libx264", "-bf", "2", "-movflags", "+frag_keyframe+empty_moov"],
    "hevc.mp4": [
      "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error:open-gop=0",
    ],
    "webm": ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus"],
    "mpeg2.ts": ["-c:v", "mpeg2video", "-flags", "+cgop", "-sc_threshold", "1000000000"],
  ]

  @Test(arguments: codings.keys.sorted()) func `any container can be divided`(name: String) throws {
    let video = try ClipMaker.clip(
      "divided.\(name)",
      ["-f", "lavfi", "-i", "testsrc2=size=192x144:rate=25:duration=3", "-f", "lavfi", "-i"]
        + ["sine=r=48000:duration=3", "-c:a", "aac", "-g", "15", "-sc_threshold", "0", "-pix_fmt", "yuv420p"]
        + (Self.codings[name] ?? []))
    let answer = DetectionResponse.text(
      [[0.1, 0.1, 0.2, 0.2], [0.6, 0.5, 0.2, 0.3]], milliseconds: Array(stride(from: 0, to: 3000, by: 500)))
    let run = try SpanRun(video: video, detections: answer)
    let (whole, divided) = (try run.whole(), try run.divided(3))
    for stream in ["v", "a"] {
      #expect(try SpanRun.sums(whole.video, stream) == SpanRun.sums(divided.video, stream))
    }
    // Fewer spans than asked for would show nothing.
    #expect(try MediaProbe.packetPlaces(divided.video).count == 75)
    let plan = try run.plan(spans: 3)
    #expect(String(decoding: try bytes(of: plan), as: UTF8.self).matches(of: /firstFrame/).count == 3)
  }

  /// Faces that the embedded detector finds, followed through the pixels across the borders.
  @Test func `the embedded detector finds the same in a divided run`() throws {
    let video = try ClipMaker.clip(
      "spans-sample.mp4",
      ["-ss", "4", "-t", "1.2", "-i", Frameveil.sample("faces.mp4"), "-c:v", "libx264", "-g", "8", "-an"])
    let run = try SpanRun(video: video, detections: "", finding: true)
    let (whole, divided) = (try run.whole(), try run.divided(4))
    #expect(try SpanRun.sums(whole.video, "v") == SpanRun.sums(divided.video, "v"))
    #expect(try SpanRun.lines(whole.report) == SpanRun.lines(divided.report))
  }

  @Test func `video, plan, pieces and output may be objects`() throws {
    let scene = try RandomScene(seed: 0)
    let run = try SpanRun(video: scene.video, detections: scene.detections)
    let server = try ObjectServer.shared()
    let bucket = "s3://\(try server.makeBucket())"
    let name = String(bucket.dropFirst(5))
    try server.put(file: scene.video, name, "in.mp4")
    let environment = server.environment(ObjectServer.owner)
    func frameveil(_ arguments: [String]) throws {
      let outcome = try Frameveil.run(arguments, environment: environment)
      try #require(outcome.code == 0, "\(arguments): \(outcome.errors)")
    }
    let input = "\(bucket)/in.mp4"
    let plan = "\(bucket)/plans/plan.json"
    try frameveil(["plan", input, "--spans", "2", "-o", plan] + run.options)
    let pieces = (1...2).map { "\(bucket)/\($0).piece" }
    for span in 1...2 {
      try frameveil(
        ["blur", input, "--plan", plan, "--span", "\(span)", "-o", pieces[span - 1], "-q"])
    }
    try frameveil(["join", plan] + pieces + ["-q", "-o", "\(bucket)/out.mp4"])
    try server.save(name, "out.mp4", to: run.folder("fetched.mp4"))
    let whole = try run.whole().video
    for stream in ["v", "a"] {
      #expect(try SpanRun.sums(whole, stream) == SpanRun.sums(run.folder("fetched.mp4"), stream))
    }
    try frameveil(["join", plan] + pieces + ["-q", "-f", "-o", run.folder("out.mp4")])
    #expect(try run.folder.contents("out.mp4") == run.folder.contents("fetched.mp4"))
  }

  private static func run() throws -> SpanRun {
    let scene = try RandomScene(seed: 0)
    return try SpanRun(video: scene.video, detections: scene.detections)
  }

  /// So that pieces can be joined in a store without moving their bytes.
  @Test func `a plan has its schema, and the media data of the pieces stand in the output one after another`()
    throws
  {
    let run = try Self.run()
    let plan = try run.plan(spans: 3)
    let (tools, documents) = ("\(Frameveil.repository)/.build/e2e/bin", "\(Frameveil.repository)/docs")
    try Program(["\(tools)/jsonschema", "-i", plan, "\(documents)/plan.schema.json"]).runTool()
    let pieces = try (1...3).map { try run.piece($0, of: plan) }
    try run.frameveil(["join", plan, pieces[2], pieces[0], pieces[1], "-q", "-o", run.folder("out.mp4")])
    var media: [UInt8] = []
    for piece in pieces {
      let bytes = try bytes(of: piece)
      let length = bytes.suffix(16).prefix(8).reduce(0) { $0 << 8 | Int($1) }
      media += bytes.dropLast(48 + length)
    }
    #expect(try MediaProbe.boxes(run.folder("out.mp4")).last == "mdat")
    #expect(Array(try run.folder.contents("out.mp4").suffix(media.count)) == media)
    try run.frameveil(["join", plan, "--pieces", run.folder(""), "-q", "-o", run.folder("prefix.mp4")])
    #expect(try run.folder.contents("prefix.mp4") == run.folder.contents("out.mp4"))
    // A worker that runs twice leaves the same piece.
    #expect(try bytes(of: run.piece(2, of: plan, to: "again")) == bytes(of: pieces[1]))
  }

  @Test func `a join refuses pieces that are missing, doubled, damaged or foreign`() throws {
    let run = try Self.run()
    let plan = try run.plan(spans: 2)
    let pieces = try (1...2).map { try run.piece($0, of: plan) }
    let foreign = try run.piece(2, of: run.plan("other.json", spans: 2, ["--margin", "0.5"]), to: "foreign")
    var flipped = try bytes(of: pieces[1])
    flipped[1000] ^= 1
    let damaged = try run.folder.write("damaged", flipped)
    let short = try run.folder.write("short", try bytes(of: pieces[1]).dropLast(9))
    for (others, words) in [
      ([], "the pieces of 1 are missing: 2"), ([pieces[0]], "is the piece of span 1, and so is"),
      ([damaged], "another checksum"), ([short], "is incomplete or damaged"), ([foreign], "another plan"),
      ([run.video], "is no piece"),
    ] {
      let errors = try run.frameveil(
        ["join", plan, pieces[0]] + others + ["-q", "-o", run.folder("out.mp4")], code: 65)
      #expect(errors.contains(words), "\(errors)")
    }
    #expect(!run.folder.names.contains("out.mp4"))
  }

  @Test func `workers and joins refuse what the plan was not made for`() throws {
    let run = try Self.run()
    let plan = try run.plan(spans: 2)
    let other = try RandomScene(seed: 1).video
    let worker = { (video: String, span: String, more: [String]) in
      ["blur", video, "--plan", plan, "--span", span, "-q", "-o", run.folder("x.piece")] + more
    }
    #expect(try run.frameveil(worker(other, "1", []), code: 65).contains("is not the video"))
    #expect(try run.frameveil(worker(run.video, "3", []), code: 64).contains("--span takes 1 to 2"))
    #expect(try run.frameveil(worker(run.video, "1", ["--margin", "1"]), code: 64).contains("--margin"))
    let pieces = try (1...2).map { try run.piece($0, of: plan) }
    let join = ["join", plan] + pieces + ["-q", "-o", run.folder("x.mp4"), "--input", other]
    #expect(try run.frameveil(join, code: 65).contains("is not the video"))
    var covers = try run.folder.contents("plan.covers")
    covers[covers.count - 20] ^= 1
    try run.folder.write("plan.covers", covers)
    #expect(try run.frameveil(worker(run.video, "2", []), code: 65).contains("is not the file of masks"))
  }

  @Test(arguments: [
    (["--untouched", "copy"], "--untouched copy cannot be combined"),
    (["--allow-damaged"], "--allow-damaged cannot be combined"),
  ]) func `what cannot be repeated span by span is refused`(options: [String], words: String) throws {
    let run = try Self.run()
    let errors = try run.frameveil(
      ["blur", run.video, "--workers", "2", "-o", run.folder("x.mp4")] + run.options + options, code: 64)
    #expect(errors.contains(words), "\(errors)")
  }

  @Test(arguments: ["firstPacket", "frames", "start", "coversOffset", "trackPackets"])
  func `a plan with impossible numbers is refused`(member: String) throws {
    let run = try Self.run()
    let text = String(decoding: try bytes(of: run.plan(spans: 2)), as: UTF8.self)
    let places = text.ranges(of: "\"\(member)\"").map(\.upperBound)
    let end = try #require(places.last)
    let digit = text[end...].firstIndex { $0.isNumber } ?? end
    for number in ["-7", "9223372036854775807"] {
      let changed = text[..<digit] + number + text[digit...].drop { $0.isNumber }
      let plan = try run.folder.write("changed.json", String(changed))
      try run.folder.replace("changed.covers", with: run.folder("plan.covers"))
      let errors = try run.frameveil(
        ["blur", run.video, "--plan", plan, "--span", "2", "-q", "-o", run.folder("x.piece")], code: 65)
      #expect(!errors.contains("internal"), "\(errors)")
      try run.frameveil(["join", plan, run.video, "-q", "-o", run.folder("x.mp4")], code: 65)
    }
  }

  /// Matroska cannot store the sound before the first frame, which a note says.
  @Test func `the notes of a divided run are those of a whole one`() throws {
    let scene = try RandomScene(seed: 0)
    let run = try SpanRun(video: scene.video, detections: scene.detections)
    func notes(_ options: [String]) throws -> [String] {
      let outcome = try Frameveil.run(
        ["blur", scene.video, "-d", run.folder("faces.json"), "-o", run.folder("out.mkv"), "-f"] + options)
      try #require(outcome.code == 0, "\(outcome.errors)")
      return outcome.errors.split(separator: "\n").filter { $0.contains("note: ") }.map(String.init)
    }
    let whole = try notes(["--untouched", "encode"])
    #expect(whole.contains { $0.contains("begins before the video") })
    #expect(try notes(["--workers", "3"]) == whole)
  }

  @Test func `a worker that fails ends the run with its message, and nothing is left`() throws {
    let run = try Self.run()
    let profile = try run.folder.write(
      "bad.profile", "extensions:\nencode: videoconvert ! x264enc pass=quant option-string=qp=x\nmux: webm\n")
    let errors = try run.frameveil(
      ["blur", run.video, "--workers", "2", "-o", run.folder("x.mp4"), "-d", run.folder("faces.json")]
        + ["-p", profile, "-q"], code: 78)
    #expect(errors.contains("cannot hold"), "\(errors)")
    #expect(Set(run.folder.names) == ["faces.json", "lossless.profile", "bad.profile"])
  }
}
