import FrameveilTesting
import Glibc
import Testing

/// Videos in S3 buckets as input and output.
@Suite(.blocking) struct ObjectTests {
  private let server: ObjectServer
  private let bucket: String
  private let folder: TemporaryFolder
  private let video: String
  private let detections: String

  init() throws {
    (video, detections) = (try ObjectClip.video, try ObjectClip.detections)
    server = try ObjectServer.shared()
    bucket = try server.makeBucket()
    folder = try TemporaryFolder()
    try server.put(file: video, bucket, "in.mp4")
    try server.put(file: detections, bucket, "faces.json")
  }

  private func frameveil(
    _ arguments: [String], keys: ObjectServer.Keys = ObjectServer.owner, through url: String? = nil,
    _ more: [String: String] = [:]
  ) throws -> Program.Outcome {
    let environment = server.environment(keys, through: url).merging(more) { $1 }
    return try Program([Frameveil.path] + arguments, environment: environment).run()
  }

  private func blur(_ input: String, _ output: String, _ options: [String] = []) throws -> Program.Outcome {
    try frameveil(["blur", input, "-d", "s3://\(bucket)/faces.json", "-o", output, "-q"] + options)
  }

  private func local(_ name: String) throws -> String {
    let outcome = try EndToEndTests.blur(video, detections, folder(name), ["-q"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    return folder(name)
  }

  /// Checks that two files have the same video and audio packets at the same times.
  private func expectEqual(_ one: String, _ other: String) throws {
    for stream in ["v:0", "a:0"] {
      #expect(
        try MediaProbe.packetHashes(one, stream: stream) == MediaProbe.packetHashes(other, stream: stream))
    }
    #expect(try MediaProbe.frameTimes(one) == MediaProbe.frameTimes(other))
  }

  @Test(arguments: ["mp4", "mov", "mkv"])
  func `an output in a bucket equals a local output`(ending: String) throws {
    let outcome = try blur("s3://\(bucket)/in.mp4", "s3://\(bucket)/out.\(ending)")
    try #require(outcome.code == 0, "\(outcome.errors)")
    try server.save(bucket, "out.\(ending)", to: folder("fetched.\(ending)"))
    let local = try local("local.\(ending)")
    try expectEqual(folder("fetched.\(ending)"), local)
    if ending == "mp4" {
      #expect(try MediaProbe.boxes(folder("fetched.mp4")).prefix(2) == ["ftyp", "moov"])
      #expect(try server.head(bucket, "out.mp4")["ContentType"] == "video/mp4")
    }
    #expect(try server.openUploads(bucket) == [])
  }

  @Test(arguments: [
    "a b+c/ü.mp4", "//x//.mp4", "../up.mp4", "a?b&c=%2F#.mp4", "\(String(repeating: "k", count: 1020)).mp4",
  ])
  func `unusual keys are used literally`(key: String) throws {
    try server.put(file: video, bucket, "in/" + key.suffix(1021))
    let outcome = try blur("s3://\(bucket)/in/\(key.suffix(1021))", "s3://\(bucket)/\(key)")
    try #require(outcome.code == 0, "\(outcome.errors)")
    #expect(try server.keys(bucket).contains(key))
  }

  /// Key parts with a special meaning in a command line, a URL, a form, a shell or a path.
  private static let pieces = [
    "?versionId=", "?versionId=v", "%", "%2F", "+", "#", " ", "/", "//", "..", "&", "=", "'", "\"", "$(x)",
    "--", "-",
    "\\", "\u{301}", "u\u{308}", "ü", "日", "\u{1F600}", "\t", ".json", "a",
  ]

  /// A random key that is unique by its number.
  private static func key(_ number: Int, _ chance: inout SplitMix) -> String {
    let count = Int.random(in: 1...6, using: &chance)
    return (0..<count).map { _ in pieces.randomElement(using: &chance) ?? "a" }.joined() + "\(number).mp4"
  }

  @Test(arguments: 0..<4) func `random keys are used literally`(seed: Int) throws {
    var chance = SplitMix(seed: UInt64(seed))
    let (input, output) = (Self.key(1, &chance), Self.key(2, &chance))
    func text(_ key: String) -> String {
      "s3://\(bucket)/\(key)" + (key.contains("?versionId=") ? "?versionId=" : "")
    }
    try server.put(file: video, bucket, input)
    let outcome = try blur(text(input), text(output), ["--report", text(output + ".report.json")])
    try #require(outcome.code == 0, "\(outcome.errors)")
    let keys = try server.keys(bucket)
    for key in [input, output, output + ".report.json"] {
      #expect(keys.contains { $0.utf8.elementsEqual(key.utf8) }, "\(key.debugDescription)")
    }
    #expect(keys.count == 5)
  }

  @Test func `an object version is never written`() throws {
    for place in ["out.mp4?versionId=x.mp4", "out.mp4?versionId=x"] {
      let outcome = try blur("s3://\(bucket)/in.mp4", "s3://\(bucket)/\(place)")
      #expect(outcome.code == 64 && outcome.errors.contains("is a version of an object"), "\(outcome.errors)")
    }
    let report = ["--report", "s3://\(bucket)/out.mp4?versionId=x.report.json"]
    let outcome = try blur("s3://\(bucket)/in.mp4", "s3://\(bucket)/out.mp4", report)
    #expect(outcome.code == 64 && outcome.errors.contains("is a version of an object"), "\(outcome.errors)")
    for words in [
      ["track", "-d", detections, "--fps", "30", "--frames", "1", "--size", "16x16"],
      ["detect", video], ["rekognition", "get", "job"],
    ] {
      let outcome = try frameveil(words + ["-o", "s3://\(bucket)/out.json?versionId=x"])
      #expect(outcome.code == 64 && outcome.errors.contains("is a version of an object"), "\(outcome.errors)")
    }
    #expect(try server.keys(bucket) == ["faces.json", "in.mp4"])
  }

  @Test func `output and report must be different objects`() throws {
    let outcome = try blur(
      "s3://\(bucket)/in.mp4", "s3://\(bucket)/out.json",
      ["-p", "mp4", "--report", "s3://\(bucket)/out.json"])
    #expect(outcome.code == 64, "\(outcome.errors)")
    #expect(try server.keys(bucket) == ["faces.json", "in.mp4"])
  }

  @Test func `several outputs go below a key prefix`() throws {
    try server.put(file: video, bucket, "again.mp4")
    let here = try TemporaryFolder()
    for name in ["in.json", "again.json"] { try folder.replace(name, with: detections) }
    let inputs = ["s3://\(bucket)/in.mp4", "s3://\(bucket)/again.mp4"]
    let outcome = try Program(
      ["env", "--chdir=\(here.path)", Frameveil.path, "blur"] + inputs
        + ["-d", folder.path, "-o", "s3://\(bucket)/out?versionId=/", "-q"],
      environment: server.environment()
    ).run()
    #expect(outcome.code == 0, "\(outcome.errors)")
    #expect(here.names == [])
    #expect(
      try server.keys(bucket) == [
        "again.mp4", "faces.json", "in.mp4", "out?versionId=/again.mp4", "out?versionId=/in.mp4",
      ])
    let resumed = try frameveil(["blur"] + inputs + ["-o", "s3://\(bucket)/out/", "--resume"])
    #expect(resumed.code == 64 && resumed.errors.contains("--resume"), "\(resumed.errors)")
  }

  @Test func `an existing object is overwritten with --force only`() throws {
    try server.put("other".utf8, bucket, "out.mp4")
    let refused = try blur("s3://\(bucket)/in.mp4", "s3://\(bucket)/out.mp4")
    #expect(refused.code == 73)
    #expect(refused.errors.contains("s3://\(bucket)/out.mp4: exists already"))
    #expect(try server.bytes(bucket, "out.mp4") == Array("other".utf8))
    #expect(try blur("s3://\(bucket)/in.mp4", "s3://\(bucket)/out.mp4", ["--force"]).code == 0)
    #expect(try server.bytes(bucket, "out.mp4").count > 10_000)
    let same = try blur("s3://\(bucket)/in.mp4", "s3://\(bucket)/in.mp4", ["--force"])
    #expect(same.code == 73)
    #expect(same.errors.contains("is the input itself"))
  }

  @Test func `errors name the object`() throws {
    let input = "s3://\(bucket)/in.mp4"
    for (arguments, code, words) in [
      (["s3://\(bucket)/none.mp4", "s3://\(bucket)/out.mp4"], 66, "s3://\(bucket)/none.mp4: "),
      ([input, "s3://no-such-bucket/out.mp4"], 73, "s3://no-such-bucket/out.mp4: "),
      ([input, "s3://\(bucket)"], 64, "has no key"),
      ([input, "s3://\(bucket)/out"], 78, "no profile for this file name extension"),
    ] {
      let outcome = try blur(arguments[0], arguments[1])
      #expect(outcome.code == code, "\(arguments): \(outcome.errors)")
      #expect(outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
    }
    let command = ["blur", input, "-d", detections, "-o", folder("out.mp4"), "-q"]
    let stranger = try frameveil(command, keys: ObjectServer.stranger)
    #expect(stranger.code == 77)
    let nobody = try frameveil(command, ["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""])
    #expect(nobody.code == 77)
    #expect(nobody.errors.contains("AWS_ACCESS_KEY_ID"))
    #expect(try server.openUploads(bucket) == [])
    #expect(try server.keys(bucket) == ["faces.json", "in.mp4"])
  }

  @Test func `a failed run leaves no upload`() throws {
    try server.put(bytes(of: video).prefix(15_000), bucket, "cut.mp4")
    #expect(try blur("s3://\(bucket)/cut.mp4", "s3://\(bucket)/out.mp4").code == 65)
    #expect(try server.openUploads(bucket) == [])
    #expect(try server.keys(bucket) == ["cut.mp4", "faces.json", "in.mp4"])
  }

  @Test func `an interrupted run leaves no upload`() throws {
    let proxy = try FaultProxy(
      to: server.url, [["fault": "stall", "at": "request-body", "operation": "UploadPart"]])
    let session = try TerminalSession(
      [Frameveil.path, "blur", "s3://\(bucket)/in.mp4", "-d", detections]
        + ["-o", "s3://\(bucket)/out.mp4"], environment: server.environment(through: proxy.url))
    try proxy.waitForStall()
    #expect(try server.openUploads(bucket).count == 1)
    session.send(SIGINT)
    #expect(session.end() == 130)
    #expect(session.text.contains("interrupted"))
    #expect(try server.openUploads(bucket) == [])
    #expect(try server.keys(bucket) == ["faces.json", "in.mp4"])
  }

  @Test func `blur --rekognition gives the same output as a file of detections`() throws {
    let rekognition = try Server(
      [Frameveil.path, "serve", "--rekognition", "--listen", "127.0.0.1:0", "-q", "--bucket", bucket]
        + ["--detect-size", "320"],
      environment: server.environment())
    let (clip, place) = (try ServedClips.second(), "s3://\(bucket)/second.mp4")
    try server.put(file: clip, bucket, "second.mp4")
    let endpoint = ["AWS_ENDPOINT_URL_REKOGNITION": rekognition.url]
    let outcome = try frameveil(
      ["blur", place, "--rekognition", "-o", "s3://\(bucket)/out.mp4"], endpoint)
    try #require(outcome.code == 0, "\(outcome.errors)")
    try server.save(bucket, "out.mp4", to: folder("out.mp4"))
    let got = try frameveil(["rekognition", "get", place, "-o", folder("got.json")], endpoint)
    try #require(got.code == 0, "\(got.errors)")
    let local = try EndToEndTests.blur(clip, folder("got.json"), folder("local.mp4"))
    try #require(local.code == 0, "\(local.errors)")
    try expectEqual(folder("out.mp4"), folder("local.mp4"))
  }

  @Test func `a session token is sent and signed`() throws {
    let proxy = try FaultProxy(to: server.url)
    let command = ["blur", "s3://\(bucket)/in.mp4", "-d", detections, "-q"]
    let outcome = try frameveil(
      command + ["-o", "s3://\(bucket)/out.mp4"], through: proxy.url,
      ["AWS_SESSION_TOKEN": "token/of+a=session"])
    try #require(outcome.code == 0, "\(outcome.errors)")
    for request in try proxy.requests() {
      #expect(request.headers["x-amz-security-token"] == "token/of+a=session")
      #expect(request.headers["authorization"]?.contains("x-amz-security-token") == true)
    }
  }

  @Test func `presigned URLs are read and written`() throws {
    func presigned(_ call: String, _ key: String, _ more: [String: JSON] = [:]) throws -> String {
      var options = ObjectServer.CallOptions()
      options.presign = 300
      let arguments = more.merging(["Bucket": .string(bucket), "Key": .string(key)]) { $1 }
      return try #require(try server.ask(call, arguments, options).get().text)
    }
    let input = try presigned("get_object", "in.mp4")
    let output = try presigned("put_object", "presigned.mp4", ["ContentType": "video/mp4"])
    let outcome = try frameveil([
      "blur", input, "-d", detections, "-o", output, "-q",
    ])
    try #require(outcome.code == 0, "\(outcome.errors)")
    try server.save(bucket, "presigned.mp4", to: folder("fetched.mp4"))
    try expectEqual(folder("fetched.mp4"), local("local.mp4"))
    let refused = try frameveil([
      "blur", input + "0", "-d", detections, "-o", folder("out.mp4"), "-q",
    ])
    #expect(refused.code == 77)
    #expect(!refused.errors.contains("Signature="))
  }

  @Test func `detections and redaction boxes are written as objects`() throws {
    try server.put(file: ShortSample.oneSecond.video, bucket, "faces.mp4")
    let detected = try frameveil([
      "detect", "s3://\(bucket)/faces.mp4", "-o", "s3://\(bucket)/found.json", "--detect-size", "320", "-q",
    ])
    try #require(detected.code == 0, "\(detected.errors)")
    let tracked = try frameveil([
      "track", "-d", "s3://\(bucket)/found.json", "--fps", "30", "--frames", "30", "--size", "1280x720",
      "-o",
      "s3://\(bucket)/boxes.txt", "-q",
    ])
    try #require(tracked.code == 0, "\(tracked.errors)")
    #expect(try server.bytes(bucket, "boxes.txt").count > 1000)
    #expect(try server.head(bucket, "found.json")["ContentType"] == "application/json")
  }
}
