import FoundationEssentials
import FrameveilTesting
import Testing

/// The blur function from bucket to bucket, against an S3 server that verifies its requests.
@Suite(.blocking) struct LambdaBlurTests {
  private let server: ObjectServer
  private let bucket: String
  private let video: String
  private let detections: String
  private static let key = "in/Über uns (1)+2.mp4"

  init() throws {
    server = try ObjectServer.shared()
    bucket = try server.makeBucket()
    (video, detections) = (try ObjectClip.video, try ObjectClip.detections)
  }

  /// Uploads a video and the pages of its detections, and returns the event that starts its blur.
  private func event(_ pages: [JSON], etag: String? = nil, video: String? = nil) throws -> JSON {
    try server.put(file: video ?? self.video, bucket, Self.key)
    for (index, page) in pages.enumerated() {
      try server.put(try JSONEncoder().encode(page), bucket, "det/0000\(index + 1).json")
    }
    let head = try server.head(bucket, Self.key)
    let size = head["ContentLength"].int ?? 0
    let tag = etag ?? head["ETag"].text?.replacing("\"", with: "") ?? ""
    return [
      "video": [
        "bucket": .string(bucket), "key": .string(Self.key), "etag": .string(tag), "size": .integer(size),
      ],
      "output": ["bucket": .string(bucket), "key": .string("out/\(Self.key)")],
      "detections": ["bucket": .string(bucket), "prefix": "det", "parts": .integer(pages.count)],
      "token": "0123456789abcdef",
    ]
  }

  /// The detections of the sample, split into pages of GetFaceDetection.
  private func pages(of count: Int, _ detections: String? = nil) throws -> [JSON] {
    let whole = try JSONDecoder().decode(JSON.self, from: Data(bytes(of: detections ?? self.detections)))
    guard case .object(var answer) = whole else { return [] }
    let faces = whole["Faces"].elements
    let size = (faces.count + count - 1) / count
    return (0..<count).map { page in
      answer["Faces"] = .array(Array(faces.dropFirst(page * size).prefix(size)))
      answer["NextToken"] = page + 1 < count ? .string("page-\(page + 1)") : nil
      return .object(answer)
    }
  }

  private func run(_ event: JSON, seconds: Int = 600, options: String = "--effect solid") throws -> LambdaRun
  {
    try run(events: [event], seconds: seconds, options: options)
  }

  private func run(events: [JSON], seconds: Int = 600, options: String = "--effect solid") throws -> LambdaRun
  {
    let variables = server.environment().merging([
      "BLUR_OPTIONS": options, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769",
    ]) { $1 }
    return try LambdaRun.run(
      "blur", ["events": .array(events), "seconds": .integer(seconds)], environment: variables)
  }

  /// Keys that a command line would interpret differently, in the events of one run.
  @Test func `keys are used literally`() throws {
    let names = [
      "v.mp4?versionId=x.mp4", "?versionId=.mp4", "-o.mp4", "--force=.mp4", " %2F+#\u{301}.mp4", "//a//.mp4",
    ]
    try server.put(file: detections, bucket, "det/00001.json")
    for name in names { try server.put(file: video, bucket, name) }
    let size = JSON.integer(try bytes(of: video).count)
    let run = try run(
      events: names.map { name -> JSON in
        [
          "video": ["bucket": .string(bucket), "key": .string(name), "size": size],
          "output": ["bucket": .string(bucket), "key": .string("out/" + name)],
          "detections": ["bucket": .string(bucket), "prefix": "det", "parts": 1], "token": "0123456789abcdef",
        ]
      })
    #expect(run.posts?.count == names.count)
    for answer in run.posts ?? [] { #expect(answer.type == nil, "\(answer.body)") }
    let keys = try server.keys(bucket)
    for name in names {
      for expected in ["out/" + name, "out/" + name + ".report.json"] {
        #expect(keys.contains { $0.utf8.elementsEqual(expected.utf8) }, "\(keys)")
      }
    }
    #expect(keys.count == 3 * names.count + 1)
  }

  @Test func `a video is redacted from bucket to bucket, with a report`() throws {
    let run = try run(try event(try pages(of: 3)))
    let answer = try #require(run.posts?.first)
    #expect(answer.type == nil, "\(answer.body)")
    let folder = try TemporaryFolder()
    try server.save(bucket, "out/\(Self.key)", to: folder("lambda.mp4"))
    let plain = try Frameveil.run(
      Frameveil.blur(video, detections, folder("plain.mp4"), ["--effect", "solid"]))
    #expect(plain.code == 0)
    let packets = try ["lambda.mp4", "plain.mp4"].map { name in
      try Program(["ffmpeg", "-v", "error", "-i", folder(name), "-c", "copy", "-f", "framemd5", "-"])
        .runTool()
    }
    #expect(packets[0] == packets[1], "Lambda and the command line give the same packets")
    #expect(packets[0].count > 1000)
    let head = try server.head(bucket, "out/\(Self.key)")
    #expect(head["ContentType"] == "video/mp4")
    #expect(head["Metadata"] == ["frameveil-token": "0123456789abcdef"])
    #expect(answer.body["output"]["bytes"] == head["ContentLength"])
    #expect(answer.body["report"]["key"] == .string("out/\(Self.key).report.json"))
    let report = try JSONDecoder().decode(
      JSON.self, from: Data(server.bytes(bucket, "out/\(Self.key).report.json")))
    #expect(report["schema"] == "frameveil-report")
    let metrics = try #require(run.log.first { $0["_aws"] != .null })
    #expect(metrics["Function"] == "blur")
    #expect(metrics["Frames"] == answer.body["frames"])
    #expect(try server.openUploads(bucket).isEmpty)
  }

  @Test func `a missing page gives no output`() throws {
    var event = try event(try pages(of: 3))
    if case .object(var members) = event {
      members["detections"] = ["bucket": .string(bucket), "prefix": "det", "parts": 2]
      event = .object(members)
    }
    let run = try run(event)
    #expect(run.posts?.first?.type == "InvalidInput")
    #expect(run.posts?.first?.body["errorMessage"].text?.contains("pages after it are missing") == true)
    #expect(try server.keys(bucket).filter { $0.hasPrefix("out/") }.isEmpty)
    #expect(try server.openUploads(bucket).isEmpty)
  }

  @Test func `a video that was replaced in the meantime is refused`() throws {
    let run = try run(try event(try pages(of: 1), etag: "00000000000000000000000000000000"))
    #expect(run.posts?.first?.type == "PreconditionFailed")
    #expect(try server.openUploads(bucket).isEmpty)
  }

  @Test func `detections without faces are accepted`() throws {
    let pages = try pages(of: 1).map { page -> JSON in
      guard case .object(var members) = page else { return page }
      members["Faces"] = []
      return .object(members)
    }
    let run = try run(try event(pages))
    #expect(run.posts?.first?.body["framesWithFaces"] == 0)
    #expect(try server.keys(bucket).contains("out/\(Self.key)"))
  }

  @Test func `a deadline that is too short leaves no output`() throws {
    let pages = try pages(of: 1, Frameveil.sample("faces.json"))
    let run = try run(try event(pages, video: Frameveil.sample("faces.mp4")), seconds: 1, options: "")
    #expect(run.posts?.first?.type == "OutOfTime")
    #expect(run.code == 0)
    #expect(try server.keys(bucket).filter { $0.hasPrefix("out/") }.isEmpty)
    #expect(try server.openUploads(bucket).isEmpty)
  }
}
