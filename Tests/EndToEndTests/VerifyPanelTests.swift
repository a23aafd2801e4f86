import FoundationEssentials
import FrameveilTesting
import Testing

/// `frameveil verify --panel`: detectors of several families look at every frame.
@Suite(.blocking) struct VerifyPanelTests {
  private struct Findings: Decodable {
    struct Sighting: Decodable {
      struct Sight: Decodable {
        var judge: String
        var start: Double
        var frames: Int
      }
      var firstFrame: Int
      var frames: Int
      var agreedFrames: Int
      var pixels: [String: Int]
      var box: [String: Double]
      var judges: [Sight]
      var crop: String?
    }
    struct Panel: Decodable {
      struct Entry: Decodable {
        var name: String
        var madeOutput: Bool
        var faces: Int
      }
      struct Estimate: Decodable {
        var both: Int
        var atLeast: Int
      }
      var judges: [Entry]
      var seen: Int
      var unseen: Estimate?
    }
    var frames: Int
    var visible: [Sighting]
    var lone: [Sighting]
    var panel: Panel
  }
  private struct Document: Decodable {
    var schema: String
    var videos: [Findings]
  }

  /// Half a second of the sample with three visible faces, in four frames.
  private static func unhidden() throws -> String {
    try ClipMaker.clip(
      "panel.mp4",
      ["-ss", "4", "-t", "0.5", "-i", Frameveil.sample("faces.mp4"), "-an", "-vf", "fps=8"]
        + ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "12"])
  }

  private func verify(_ words: [String], _ environment: [String: String] = [:]) throws -> Program.Outcome {
    try Frameveil.run(["verify", "--panel"] + words, environment: environment)
  }

  private func findings(_ outcome: Program.Outcome) throws -> Findings {
    try JSONDecoder().decode(Findings.self, from: Data(outcome.output))
  }

  @Test func `on an original every judge sees the faces, and each face has a picture`() throws {
    let folder = try TemporaryFolder()
    let outcome = try verify(
      [
        Self.unhidden(), "-q", "--findings", folder("faces.json"), "--findings", folder("faces.html"),
        "--json",
      ])
    #expect(outcome.code == 3, "\(outcome.errors)")
    let found = try findings(outcome)
    #expect(found.frames == 4)
    #expect(found.panel.judges.map(\.name) == ["CenterFace", "libfacedetection", "BlazeFace"])
    #expect(found.panel.judges.map(\.madeOutput) == [true, true, false])
    let faces = found.visible.filter { $0.agreedFrames == 4 }
    #expect(faces.count == 3)
    for face in faces {
      #expect(face.firstFrame == 0 && face.frames == 4 && face.crop == nil)
      #expect(face.judges.count >= 2 && face.judges.allSatisfy { $0.start == 0 && $0.frames == 4 })
      #expect((face.pixels["height"] ?? 0) > 40)
    }
    let document = try JSONDecoder().decode(Document.self, from: Data(bytes(of: folder("faces.json"))))
    #expect(document.schema == "frameveil-findings")
    let crops = document.videos.flatMap { $0.visible.compactMap(\.crop) }
    #expect(crops.count == found.visible.count)
    for crop in crops { #expect(Data(base64Encoded: crop)?.prefix(3) == Data([0xFF, 0xD8, 0xFF])) }
    let page = String(decoding: try bytes(of: folder("faces.html")), as: UTF8.self)
    #expect(page.split(separator: "data:image/jpeg;base64,").count == crops.count + found.lone.count + 1)
  }

  @Test func `on a result nothing is visible, and there is no estimate`() throws {
    let folder = try TemporaryFolder()
    let run = try Frameveil.run(
      ["blur", Self.unhidden(), "-o", folder("out.mp4"), "-q", "--report", folder("out.json")])
    try #require(run.code == 0, "\(run.errors)")
    // The report names the output, and both are checked in one run with the folder.
    let outcome = try verify([folder("out.json"), folder.path, "--json"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let lines = outcome.text.split(separator: "\n")
    #expect(lines.count == 2)
    for line in lines {
      let found = try JSONDecoder().decode(Findings.self, from: Data(line.utf8))
      #expect(found.frames == 4 && found.visible.isEmpty)
      // One judge alone may take a mask above a collar for a face.
      #expect(found.lone.allSatisfy { $0.judges.count == 1 })
      #expect(found.panel.unseen == nil)
    }
    #expect(outcome.errors.contains("no visible face on 4 frames"))
  }

  @Test func `one bare face on one frame is found there`() throws {
    let folder = try TemporaryFolder()
    let truth = try Truth.load().frames[120].faces.sorted { $0.box.left < $1.box.left }
    let box = truth[0].box
    let hidden = truth.enumerated().map { index, face -> String in
      let (left, top) = (face.box.left - face.box.width / 2, face.box.top - face.box.height / 2)
      let fill =
        "drawbox=x=iw*\(left):y=ih*\(top):w=iw*\(2 * face.box.width):h=ih*\(2 * face.box.height):t=fill"
      return index == 0 ? fill + ":enable='not(eq(n,2))'" : fill
    }
    let clip = folder("bare.mp4")
    try Program(
      [
        "ffmpeg", "-v", "error", "-i", Self.unhidden(), "-vf", hidden.joined(separator: ","), "-crf", "12",
        clip,
      ]
    ).runTool()
    let outcome = try verify([clip, "--json"])
    #expect(outcome.code == 3, "\(outcome.errors)")
    let found = try findings(outcome)
    #expect(found.visible.count == 1)
    let face = try #require(found.visible.first)
    #expect(face.firstFrame == 2 && face.frames == 1)
    #expect(abs((face.box["left"] ?? 0) - box.left) < 0.05)
    #expect(face.judges.map(\.judge).contains("libfacedetection"))
  }

  @Test func `a face detector of the user's own joins`() throws {
    let model = Frameveil.repository + "/.build/models/centerface.onnx"
    let outcome = try verify([Self.unhidden(), "--judge-model", model, "--json"])
    #expect(outcome.code == 3, "\(outcome.errors)")
    let panel = try findings(outcome).panel
    #expect(panel.judges.last?.name == "centerface.onnx")
    #expect((panel.judges.last?.faces ?? 0) >= 12)
    // Two copies of one net see the same: an estimate of what both miss is small.
    #expect(panel.unseen != nil)
  }

  @Test func `what is missing or broken is said`() throws {
    let folder = try TemporaryFolder()
    let none = ["FRAMEVEIL_JUDGES": folder("none"), "FRAMEVEIL_LIBFACEDETECTION": folder("none")]
    try folder.write("blazeface-full-range.tflite", "not a network")
    try folder.write("text.onnx", "not a network")
    let clip = try Self.unhidden()
    let cases: [(words: [String], environment: [String: String], code: Int32, reason: String)] = [
      ([clip], none, 78, "no judge is installed; run 'make judges'"),
      ([clip], ["FRAMEVEIL_JUDGES": folder.path], 78, "run 'make judges' to download it again"),
      ([clip, "--judge-model", folder("text.onnx")], none, 65, "cannot be read as a network in ONNX"),
      ([clip, "--judge-model", folder("none.onnx")], none, 66, "none.onnx"),
      ([clip, "--judge-model", clip], ["FRAMEVEIL_OPENVINO": folder("none")], 78, "OpenVINO was not found"),
    ]
    for (words, environment, code, reason) in cases {
      let outcome = try verify(words, environment)
      #expect(outcome.code == code, "\(outcome.errors)")
      #expect(outcome.errors.contains(reason), "\(outcome.errors)")
      #expect(outcome.text == "")
    }
    let alone = try Frameveil.run(["verify", clip, "--judge-model", folder("text.onnx")])
    #expect(alone.code == 64 && alone.errors.contains("give --panel as well"))
  }

  @Test func `a video that cannot be read does not hide the findings of the others`() throws {
    let folder = try TemporaryFolder()
    try folder.write("broken.mp4", "not a video")
    let outcome = try Frameveil.run(
      ["verify", folder("broken.mp4"), Self.unhidden(), "--json", "--findings", folder("found.json")])
    #expect(outcome.code == 65)
    #expect(outcome.text.split(separator: "\n").count == 1)
    #expect(outcome.errors.contains("1 of 2 videos could not be checked"))
    #expect(FileManager.default.fileExists(atPath: folder("found.json")))
  }
}
