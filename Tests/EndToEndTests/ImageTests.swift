import FoundationEssentials
import FrameveilTesting
import Testing

/// `blur` on still images, as Pillow displays them.
@Suite(.blocking) struct ImageTests {
  private struct Covered: Decodable {
    /// The share of green pixels inside each box.
    var green: [Double]
    /// The largest difference far from all boxes.
    var far: Int
    var sizes: [[Int]]
  }

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// A frame of the sample with faces, and their true boxes.
  private func photograph() throws -> (path: String, faces: [Truth.Box]) {
    let path = try ClipMaker.clip(
      "photograph.jpg",
      ["-ss", "4", "-i", Frameveil.sample("faces.mp4"), "-frames:v", "1", "-q:v", "2", "-bitexact"])
    let frame = try #require(try Truth.load().frames.first { $0.frame == 120 })
    let faces = frame.faces.filter { $0.visible > 0.5 }.map(\.box)
    try #require(!faces.isEmpty)
    return (path, faces)
  }

  private func covered(_ source: String, _ result: String, _ boxes: [Truth.Box]) throws -> Covered {
    try ImageJudges.read(
      Covered.self, "covered.py",
      [source, result]
        + boxes.flatMap { [$0.left, $0.top, $0.left + $0.width, $0.top + $0.height].map { "\($0)" } })
  }

  private static let green = ["--effect", "solid", "--color", "#00ff00"]

  @Test func `every face of a photograph is hidden in all orientations, and nothing else changes`() throws {
    let (path, faces) = try photograph()
    try ImageJudges.run("orientations.py", [path, folder.path])
    for value in 1...8 {
      let (source, result) = (folder("\(value).jpg"), folder("hidden-\(value).jpg"))
      let outcome = try Frameveil.run(["blur", source, "-o", result] + Self.green)
      try #require(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("redacted") && !outcome.errors.contains("frames/s"))
      let seen = try covered(source, result, faces)
      #expect(seen.green.allSatisfy { $0 > 0.95 }, "\(value): \(seen.green)")
      #expect(seen.far == 0, "\(value)")
      #expect(seen.sizes[0] == seen.sizes[1])
    }
  }

  @Test(arguments: [
    "png", "palette.png", "tif", "palette.tif", "gif", "webp", "animated.gif", "animated.webp", "heic",
    "avif",
  ])
  func `every face is hidden in each format, and the written file is read again`(ending: String) throws {
    let (path, faces) = try photograph()
    try ImageJudges.run("formats.py", ["make", path, folder.path, ending])
    let (source, result) = (folder("a.\(ending)"), folder("hidden.\(ending)"))
    let outcome = try Frameveil.run(["blur", source, "-o", result] + Self.green)
    try #require(outcome.code == 0, "\(outcome.errors)")
    try ImageJudges.run("formats.py", ["frame", source, folder("source.png")])
    try ImageJudges.run("formats.py", ["frame", result, folder("result.png")])
    let seen = try covered(folder("source.png"), folder("result.png"), faces)
    // The nearest colour of a palette without green is another.
    if !ending.contains("palette"), !ending.contains("gif") {
      #expect(seen.green.allSatisfy { $0 > 0.95 }, "\(seen.green)")
    }
    #expect(seen.far <= (["heic", "avif"].contains(ending) ? 12 : 0))
    #expect(try Frameveil.run(["verify", result]).code == 0)
    #expect(try Frameveil.run(["verify", source]).code == 3)
  }

  @Test func `a response of DetectFaces says what is hidden`() throws {
    let (path, _) = try photograph()
    let box = Truth.Box(left: 0.1, top: 0.55, width: 0.08, height: 0.2)
    let response = try folder.write(
      "response.json",
      #"{"FaceDetails":[{"BoundingBox":{"Left":0.1,"Top":0.55,"Width":0.08,"Height":0.2},"Confidence":99.5}]}"#
    )
    let outcome = try Frameveil.run(
      ["blur", path, "-d", response, "-o", folder("out.jpg"), "--json"] + Self.green)
    try #require(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.text.contains(#""faces" : 1"#))
    let seen = try covered(path, folder("out.jpg"), [box])
    #expect(seen.green[0] > 0.95 && seen.far == 0)
  }

  @Test func `a folder of photographs and videos becomes a folder`() throws {
    let (path, _) = try photograph()
    try Program(["mkdir", folder("in")]).runTool()
    try folder.replace("in/a.jpg", with: path)
    try folder.replace("in/b.JPEG", with: path)
    try folder.replace("in/c.mp4", with: ShortSample.oneSecond.video)
    let outcome = try Frameveil.run(["blur", folder("in"), "-o", folder("out/")])
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(outcome.errors.hasSuffix("3 done\n"))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder("out")).sorted()
    #expect(names == ["a.jpg", "b.JPEG", "c.mp4"])
  }

  @Test func `a report lists the faces, and standard input and output are images, too`() throws {
    let (path, faces) = try photograph()
    let outcome = try Frameveil.run(
      ["blur", path, "-o", folder("out.jpg"), "--report", folder("r.json"), "--report", folder("r.html")])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let report = try JSONDecoder().decode(JSON.self, from: Data(folder.contents("r.json")))
    #expect(report["tracks"].elements.count >= faces.count)
    let piped = try Frameveil.run(
      ["blur", "-", "-o", folder("piped.jpg"), "-q"], input: .file(path))
    #expect(piped.code == 0, "\(piped.errors)")
    #expect(try folder.contents("piped.jpg") == folder.contents("out.jpg"))
  }

  @Test func `what detect finds, blur hides and verify misses`() throws {
    let (path, faces) = try photograph()
    let detected = try Frameveil.run(["detect", path, "-o", folder("faces.json")])
    try #require(detected.code == 0, "\(detected.errors)")
    let response = try JSONDecoder().decode(JSON.self, from: Data(folder.contents("faces.json")))
    #expect(response["FaceDetails"].elements.count >= faces.count)
    #expect(response["FaceDetails"].elements.allSatisfy { $0["Landmarks"].elements.count == 5 })
    for words in [["-o", folder("own.jpg")], ["-d", folder("faces.json"), "-o", folder("given.jpg")]] {
      let outcome = try Frameveil.run(["blur", path, "-q"] + words)
      #expect(outcome.code == 0, "\(outcome.errors)")
    }
    #expect(try folder.contents("own.jpg") == folder.contents("given.jpg"))
    #expect(try Frameveil.run(["verify", folder("own.jpg")]).code == 0)
    let seen = try Frameveil.run(["verify", path, "--json"])
    #expect(seen.code == 3)
    let findings = try JSONDecoder().decode(JSON.self, from: Data(seen.output))
    #expect(findings["visible"].elements.count == faces.count)
  }

  @Test func `what cannot be done is refused, and nothing is written`() throws {
    let (path, _) = try photograph()
    let video = try ShortSample.oneSecond.video
    let response = try folder.write("video.json", DetectionResponse.corner)
    let broken = try folder.write("cut.jpg", bytes(of: path).prefix(20_000))
    let empty = try folder.write("empty.jpg", "")
    let cases: [([String], Int32, String)] = [
      ([path, "-o", folder("out.png")], 78, "is a JPEG, which is not converted"),
      ([video, "-o", folder("out.jpg")], 65, "is not a still image"),
      ([path, "-o", folder("out.mp4")], 65, "is a still image, not a video"),
      ([path, "-o", folder("out.jpg"), "--max-pixels", "0.5"], 64, "--max-pixels"),
      ([path, "-o", folder("out.jpg"), "--rekognition"], 64, "is for videos"),
      ([path, "-o", folder("out.jpg"), "-d", response], 65, "DetectFaces"),
      ([broken, "-o", folder("out.jpg")], 65, "is damaged or cut off"),
      ([empty, "-o", folder("out.jpg")], 65, "is empty; copy it again"),
      ([path, "-o", folder("out.bmp")], 78, "for a still image .jpg, .png"),
      ([path, "-o", folder("out.jpg"), "--only", "track:99"], 65, "there is no such track"),
      ([path, "-o", folder("out.jpg"), "--keep-metadata", "exif.colour"], 64, "no metadata named"),
      (
        [path, "-o", folder("out.jpg"), "--on-none", "fail", "--only", "time:5-6", "--detect-rate", "0"], 64,
        "--detect-rate"
      ),
    ]
    for (words, code, text) in cases {
      let outcome = try Frameveil.run(["blur"] + words)
      #expect(
        outcome.code == code && outcome.errors.contains(text), "\(words): \(outcome.code) \(outcome.errors)")
    }
    #expect(folder.names == ["cut.jpg", "empty.jpg", "video.json"])
  }
}
