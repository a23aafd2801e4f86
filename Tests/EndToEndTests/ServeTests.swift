import FrameveilTesting
import Glibc
import Testing

/// The local Rekognition, tested with the AWS SDK for Python. `scripts/judge-service` rejects responses that do not
/// conform to the service model.
@Suite(.blocking) struct ServeTests {
  private let folder: TemporaryFolder
  private static let keys = ["AWS_ACCESS_KEY_ID": "AKIDJUDGE", "AWS_SECRET_ACCESS_KEY": "judge/secret+key"]

  init() throws {
    folder = try TemporaryFolder()
    for name in ["store", "store/bucket"] { try #require(mkdir(folder(name), 0o755) == 0) }
    try folder.replace("store/bucket/second.mp4", with: ServedClips.second())
    try folder.replace("store/bucket/face.jpg", with: ServedClips.picture())
    try folder.write("store/bucket/text.mp4", "no video")
  }

  private func serve(_ options: [String] = []) throws -> Server {
    try Server(
      [Frameveil.path, "serve", "--rekognition", "--folder", folder("store"), "--listen", "127.0.0.1:0"]
        + options,
      environment: Self.keys)
  }

  private func judge(_ server: Server, _ arguments: String...) throws -> [String] {
    let python = "\(Frameveil.repository)/.build/judges/bin/python"
    let script = "\(Frameveil.repository)/scripts/judge-service"
    let said = try Program([python, script, server.url] + arguments).runTool()
    return String(decoding: said, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test func `the results of jobs redact the same as those of detect`() throws {
    let server = try serve(["--detect-size", "320"])
    #expect(
      try judge(server, "findings", folder.path, "bucket", "second.mp4") == [
        "face_detection 1000 15 on 3 pages", "face_search 1000 15 on 3 pages", "indices: 0 1 2",
        "person_tracking 1000 15 on 3 pages", "indices: 0 1 2",
      ])
    #expect(server.end() == 0)
    try detect(folder("store/bucket/second.mp4"), to: "detected.json")
    var pictures: Set<String> = []
    for answer in ["detected", "face_detection", "face_search", "person_tracking"] {
      let result = folder("\(answer).mp4")
      let outcome = try blur(folder("store/bucket/second.mp4"), folder("\(answer).json"), result)
      try #require(outcome.code == 0, "\(outcome.errors)")
      let digest = try Program(["ffmpeg", "-v", "error", "-nostdin", "-i", result, "-f", "md5", "-"])
        .runTool()
      pictures.insert(String(decoding: digest, as: UTF8.self))
    }
    #expect(pictures.count == 1)
  }

  /// Runs `detect` and removes the member of its response that Rekognition does not have: the sampling record.
  private func detect(_ clip: String, to name: String) throws {
    let outcome = try Frameveil.run(["detect", clip, "-o", folder(name), "--detect-size", "320", "-q"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let lines = String(decoding: try bytes(of: folder(name)), as: UTF8.self).split(separator: "\n")
    let kept = lines.prefix { !$0.hasPrefix(#""Frameveil""#) }.joined(separator: "\n")
    try folder.write(name, kept.dropLast() + "}")
  }

  @Test func `DetectFaces accepts stored and inline images`() throws {
    let server = try serve()
    #expect(
      try judge(server, "images", "bucket", "face.jpg", folder("store/bucket/face.jpg")) == [
        "3 faces", "refused: InvalidImageFormatException", "refused: InvalidImageFormatException",
        "refused: ImageTooLargeException", "refused: ImageTooLargeException",
      ])
  }

  @Test func `DetectLabels tells of persons and faces, and refuses what the detectors cannot do`() throws {
    let server = try serve()
    let said = try judge(server, "labels", "bucket", "face.jpg")
    #expect(said.first == "Face Person")
    #expect(said.contains("Face 3 instances") && said.contains { $0.hasPrefix("Person ") })
    #expect(
      said.suffix(8) == [
        "frameveil: CenterFace, SSDLite-MobileNetV2", "1 [] ['Face', 'Person']", "['Face'] ['Person'] []",
        "refused: AccessDeniedException", "refused: ValidationException", "refused: ValidationException",
        "refused: InvalidImageFormatException", "refused: InvalidS3ObjectException",
      ])
    #expect(server.end() == 0)
  }

  @Test func `DetectText reads lines and words as the service model has them`() throws {
    let text =
      "drawbox=x=80:y=60:w=720:h=70:color=0x202830:t=fill,"
      + "drawtext=font=DejaVu Sans:text=Frameveil reads this:fontsize=48:fontcolor=white:x=100:y=70,"
      + "drawbox=x=600:y=620:w=300:h=44:color=0xF0F0E0:t=fill,"
      + "drawtext=font=DejaVu Sans:text=No 4711:fontsize=24:fontcolor=black:x=620:y=630"
    let written = try ClipMaker.clip(
      "written.jpg",
      ["-f", "lavfi", "-i", "color=0x607080:size=1280x720", "-vf", text, "-frames:v", "1", "-q:v", "2"]
        + ["-bitexact"])
    try ImageJudges.run("orientations.py", [written, folder.path])
    let server = try serve()
    // The second is stored turned, with the EXIF orientation that turns it back.
    for (index, path) in [written, folder("6.jpg")].enumerated() {
      try folder.replace("store/bucket/text\(index).jpg", with: path)
      #expect(
        try judge(server, "text", "bucket", "text\(index).jpg") == [
          "Frameveil reads this 3 sure", "No 4711 2 sure", "frameveil: PP-OCRv4",
          "['Frameveil', 'reads', 'this'] []", "refused: AccessDeniedException",
          "refused: ValidationException", "refused: ValidationException",
          "refused: InvalidImageFormatException",
        ])
    }
    #expect(server.end() == 0)
  }

  @Test func `without a model that reads, DetectText is refused with what to do`() throws {
    let server = try serve(["--detect-runtime", "opencv"])
    #expect(server.text.contains("note: DetectText is not available, since the text detector needs OpenVINO"))
    let refusal = try judge(server, "unavailable", "bucket", "face.jpg")
    #expect(refusal.first == "refused: AccessDeniedException")
    #expect(
      refusal.last?.hasPrefix("DetectText is not available here: the text detector needs OpenVINO") == true)
    #expect(server.end() == 0)
  }

  @Test func `without a detector of persons, labels are faces only`() throws {
    let server = try serve(["--detect-runtime", "opencv"])
    #expect(
      server.text.contains("note: DetectLabels finds no persons, since the person detector needs OpenVINO"))
    let said = try judge(server, "labels", "bucket", "face.jpg")
    #expect(said.first == "Face" && said.contains("frameveil: CenterFace"))
    #expect(server.end() == 0)
  }

  @Test func `the job limit and ClientRequestToken are honoured`() throws {
    let server = try serve(["--jobs", "0"])
    #expect(
      try judge(server, "limit", "bucket", "second.mp4") == [
        "refused: LimitExceededException", "refused: LimitExceededException",
        "refused: IdempotentParameterMismatchException", "{'IN_PROGRESS'}",
      ])
    #expect(server.end() == 0)
  }

  @Test func `invalid requests are refused as Amazon Rekognition refuses them`() throws {
    let server = try serve(["-q", "--detect-size", "320"])
    let said = try judge(server, "refusals", "bucket", "second.mp4", "text.mp4")
    #expect(said.count { $0 == "refused: AccessDeniedException" } == 66)
    #expect(said.contains("failed: text.mp4") && said.last == "refused: UnknownOperationException")
    #expect(server.text == "")
  }

  @Test func `only requests with a valid, recent signature are accepted`() throws {
    let server = try serve(["--detect-size", "64"])
    #expect(
      try judge(server, "signatures", "bucket", "face.jpg") == [
        "refused: InvalidSignatureException", "refused: UnrecognizedClientException",
        "refused: InvalidSignatureException", "refused: InvalidSignatureException",
        "refused: InvalidSignatureException", "refused: MissingAuthenticationTokenException",
        "refused: InvalidSignatureException", "refused: InvalidSignatureException",
      ])
    #expect(!server.text.contains("judge/secret+key"))
    #expect(server.text.split(separator: "\n").count == 11)
  }

  @Test func `a running job does not delay the shutdown`() throws {
    try folder.replace("store/bucket/second.mp4", with: Frameveil.sample("faces.mp4"))
    let server = try serve(["--detect-rate", "30", "--detect-size", "1280"])
    #expect(try judge(server, "start", "bucket", "second.mp4") == ["IN_PROGRESS"])
    #expect(server.end(SIGINT) == 0)
  }
}

/// The videos and images of the service tests.
enum ServedClips {
  /// One second of the sample in ten frames, with three faces on every sampled frame, also for a detector of 320 pixels.
  static func second() throws -> String {
    try ClipMaker.clip(
      "served.mp4",
      ["-ss", "4", "-t", "1", "-i", Frameveil.sample("faces.mp4"), "-an", "-vf", "fps=10,scale=640:360"]
        + ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-pix_fmt", "yuv420p"])
  }

  /// One frame of the sample as an image.
  static func picture() throws -> String {
    try ClipMaker.clip(
      "served.jpg", ["-ss", "4", "-i", Frameveil.sample("faces.mp4"), "-frames:v", "1", "-q:v", "2"])
  }
}
