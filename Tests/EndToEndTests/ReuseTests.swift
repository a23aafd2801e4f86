import FoundationEssentials
import FrameveilTesting
import Testing

/// Redacted groups of pictures that stay the same are copied from an earlier output. ffmpeg judges the result.
@Suite(.blocking) struct ReuseTests {
  private let folder: TemporaryFolder
  private let input: String

  /// Twelve groups of a second: boxes in the third and the ninth, a face in the sixth.
  init() throws {
    folder = try TemporaryFolder()
    input = try ClipMaker.clip(
      "reuse-cut.mp4",
      ["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25", "-f", "lavfi", "-i", "sine=r=48000", "-t", "12"]
        + ["-c:a", "aac", "-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-g", "25"]
        // A scene cut in the ninth group, where our encoder inserts a picture that is no sync sample.
        + ["-sc_threshold", "0", "-vf", "negate=enable='gte(t,8.4)'"])
    try folder.write(
      "faces.json", DetectionResponse.text([[0.4, 0.4, 0.1, 0.2]], milliseconds: [5400, 5500, 5600]))
    try write(boxes: [(2.3, 0.1), (8.3, 0.1)])
  }

  /// Writes manual boxes, each of a fifth of a second: their starts and left edges.
  private func write(boxes: [(start: Double, left: Double)]) throws {
    let texts = boxes.map {
      #"{"start":\#($0.start),"end":\#($0.start + 0.2),"box":[\#($0.left),0.1,0.2,0.2]}"#
    }
    try folder.write("boxes.json", "[\(texts.joined(separator: ","))]")
  }

  private struct Summary: Decodable {
    struct Copied: Decodable {
      var copiedFrames: Int
      var encoded: [String: Int]
    }
    var frames: Int
    var untouched: Copied?
    var reused: Copied?
    var notes: [String]
  }

  private func hide(_ name: String, _ options: [String] = [], of input: String? = nil) throws
    -> Program.Outcome
  {
    try blur(
      input ?? self.input, folder("faces.json"), folder(name),
      ["--allow-mismatch", "--json", "--on-weak", "accept", "--add", folder("boxes.json")] + options)
  }

  private func summary(_ name: String, _ options: [String] = []) throws -> Summary {
    let outcome = try hide(name, options)
    try #require(outcome.code == 0, "\(outcome.errors)")
    return try JSONDecoder().decode(Summary.self, from: Data(outcome.output))
  }

  private var reused: [String] {
    ["--reuse", folder("one.mp4"), "--reuse-report", folder("one.json")]
  }

  /// The frames' checksums, by ffmpeg, which must have nothing to warn of.
  private func frames(_ name: String) throws -> [String] {
    let decoded = try Program(
      ["ffmpeg", "-v", "warning", "-i", folder(name), "-map", "0:v", "-f", "framemd5", "-"]
    ).run()
    try #require(decoded.code == 0 && decoded.errors.isEmpty, "\(decoded.errors)")
    return decoded.text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      line.split(separator: " ").suffix(1).joined()
    }
  }

  @Test func `nothing is encoded if nothing has changed`() throws {
    let first = try summary("one.mp4", ["--report", folder("one.json")])
    let again = try summary("two.mp4", reused + ["--report", folder("two.json")])
    let copied = try #require(again.reused)
    #expect(copied.copiedFrames == first.frames - (first.untouched?.copiedFrames ?? 0))
    #expect((75..<200).contains(copied.copiedFrames) && copied.encoded.isEmpty)
    #expect(try bytes(of: folder("two.mp4")) == bytes(of: folder("one.mp4")))
    // What was copied from there can be copied once more.
    let third = try summary(
      "three.mp4", ["--reuse", folder("two.mp4"), "--reuse-report", folder("two.json")])
    #expect(third.reused?.copiedFrames == copied.copiedFrames)
  }

  @Test(arguments: ["mp4", "mkv"])
  func `only the groups with another redaction are encoded`(ending: String) throws {
    _ = try summary("one.mp4", ["--report", folder("one.json")])
    try write(boxes: [(2.3, 0.1), (8.3, 0.2)])
    let again = try summary("two.\(ending)", reused)
    _ = try summary("fresh.\(ending)")
    let copied = try #require(again.reused)
    #expect(copied.encoded == ["their redaction has changed": 25])
    let (one, two, fresh) = try (frames("one.mp4"), frames("two.\(ending)"), frames("fresh.\(ending)"))
    try #require(two.count == one.count && fresh.count == two.count)
    let changed = two.indices.filter { one[$0] != two[$0] }
    #expect(!changed.isEmpty && changed.allSatisfy((200..<225).contains))
    #expect(two == fresh)
    #expect(
      try MediaProbe.frameTimes(folder("two.\(ending)")) == MediaProbe.frameTimes(folder("fresh.\(ending)")))
  }

  @Test func `boxes where the earlier output has none are encoded`() throws {
    let first = try summary("one.mp4", ["--report", folder("one.json")])
    try write(boxes: [(2.3, 0.1), (8.3, 0.1), (10.3, 0.5)])
    let again = try summary("two.mp4", reused)
    #expect(again.reused?.encoded == ["the earlier output has no redacted group of pictures there": 25])
    #expect(again.reused?.copiedFrames == first.frames - (first.untouched?.copiedFrames ?? 0))
    let (one, two) = try (frames("one.mp4"), frames("two.mp4"))
    #expect(two.indices.filter { one[$0] != two[$0] } == Array(250..<275))
  }

  @Test func `a face that is no longer hidden is copied from the input`() throws {
    _ = try summary("one.mp4", ["--report", folder("one.json")])
    let again = try summary("two.mp4", reused + ["--except", "time:4-7"])
    let fresh = try summary("fresh.mp4", ["--except", "time:4-7"])
    #expect(again.reused?.copiedFrames == 50)
    #expect(again.reused?.encoded.isEmpty == true)
    #expect(again.untouched?.copiedFrames == fresh.untouched?.copiedFrames)
    #expect(try frames("two.mp4") == frames("fresh.mp4"))
  }

  /// What must not be reused, and a part of the message.
  static let refused: [(case: String, message: String)] = [
    ("other input", "is not an output of"), ("altered output", "was modified"),
    ("other effect", "another effect"), ("other profile", "another profile"),
    ("report of another output", "another output"), ("everything encoded", "lists no groups"),
    ("no report", "belong together"), ("pipe", "needs a file as INPUT"), ("encode", "cannot be combined"),
  ]

  @Test(arguments: refused)
  func `what does not fit is refused`(name: String, message: String) throws {
    let encoded = name == "everything encoded" ? ["--untouched", "encode"] : []
    _ = try summary("one.mp4", ["--report", folder("one.json")] + encoded)
    var (options, source) = (reused, input)
    switch name {
    case "other input":
      source = folder("in.mp4")
      try folder.write("in.mp4", bytes(of: input) + [0, 0, 0, 8] + Array("free".utf8))
    case "altered output":
      var all = try bytes(of: folder("one.mp4"))
      all[all.count / 2] ^= 1
      try folder.write("one.mp4", all)
    case "other effect": options += ["--effect", "solid"]
    case "other profile":
      let profile = try Frameveil.run(["profiles", "mp4"]).text.replacing(
        "quantizer=20", with: "quantizer=30")
      options += ["--profile", try folder.write("own.profile", profile)]
    case "report of another output":
      _ = try summary("other.mp4", ["--report", folder("other.json"), "--effect", "solid"])
      options = ["--reuse", folder("one.mp4"), "--reuse-report", folder("other.json")]
    case "no report": options = Array(options.prefix(2))
    case "pipe": source = "-"
    case "encode": options += ["--untouched", "encode"]
    default: break
    }
    let outcome = try hide("two.mp4", options, of: source)
    #expect(outcome.code != 0)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }
}
