import FoundationEssentials
import FrameveilTesting
import Testing

/// Joins of pieces in a store, which copies their media data itself, against an S3 server that verifies its requests.
@Suite(.blocking) struct ObjectJoinTests {
  /// A plan and its pieces in a bucket of their own; noise without loss, so that pieces have more than 5 MiB.
  private struct Pieces {
    let server: ObjectServer
    let bucket: String
    let run: SpanRun
    let spans: Int

    init(size: String, frames: Int, spans: Int) throws {
      (server, self.spans) = (try ObjectServer.shared(), spans)
      bucket = try server.makeBucket()
      let seconds = Double(frames) / 25
      let video = try ClipMaker.clip(
        "noise-\(size)-\(frames).mp4",
        ["-f", "lavfi", "-i", "testsrc2=size=\(size):rate=25:duration=\(seconds),noise=alls=90:allf=t"]
          + ["-f", "lavfi", "-i", "sine=r=48000:duration=\(seconds)", "-c:a", "aac", "-c:v", "libx264"]
          + ["-preset", "ultrafast", "-g", "\(frames / spans)", "-sc_threshold", "0", "-pix_fmt", "yuv420p"])
      let answer = DetectionResponse.text([[0.1, 0.1, 0.2, 0.2]], milliseconds: [0, 500])
      run = try SpanRun(video: video, detections: answer)
      try server.put(file: video, bucket, "in.mp4")
      try frameveil(["plan", at("in.mp4"), "--spans", "\(spans)", "-o", at("plan.json")] + run.options)
      for span in 1...spans {
        try frameveil(
          ["blur", at("in.mp4"), "--plan", at("plan.json"), "--span", "\(span)", "-q", "-o", piece(span)])
      }
    }

    func at(_ key: String) -> String { "s3://\(bucket)/\(key)" }
    func piece(_ span: Int) -> String { at("\(span).piece") }

    /// In the opposite order.
    var join: [String] { ["join", at("plan.json")] + (1...spans).reversed().map(piece) + ["-q"] }

    @discardableResult
    func frameveil(_ arguments: [String], through url: String? = nil, code: Int32 = 0) throws -> String {
      let outcome = try Frameveil.run(
        arguments, environment: server.environment(ObjectServer.owner, through: url))
      try #require(outcome.code == code, "\(arguments): \(outcome.errors)")
      return outcome.errors
    }

    /// The object of a join, byte by byte, and that of a join into a file.
    func joins(through url: String? = nil) throws -> (object: [UInt8], file: [UInt8]) {
      try frameveil(join + ["-f", "-o", at("out.mp4")], through: url)
      try server.save(bucket, "out.mp4", to: run.folder("object.mp4"))
      try frameveil(join + ["-f", "-o", run.folder("file.mp4")])
      return (try run.folder.contents("object.mp4"), try run.folder.contents("file.mp4"))
    }

    /// That a failed join left nothing.
    func expectNoOutput() throws {
      #expect(try !server.keys(bucket).contains("out.mp4"))
      #expect(try server.openUploads(bucket).isEmpty)
    }
  }

  private static let large = Result { try Pieces(size: "640x480", frames: 96, spans: 3) }

  @Test func `the store copies the media data, and the output is that of a local join`() throws {
    let pieces = try Self.large.get()
    let proxy = try FaultProxy(to: pieces.server.url)
    let (object, file) = try pieces.joins(through: proxy.url)
    #expect(object == file)
    #expect(object.count > 30 << 20)
    #expect(try MediaProbe.boxes(pieces.run.folder("object.mp4")).starts(with: ["ftyp", "moov"]))
    let whole = try pieces.run.whole().video
    for stream in ["v", "a"] {
      #expect(try SpanRun.sums(whole, stream) == SpanRun.sums(pieces.run.folder("object.mp4"), stream))
    }
    let requests = try proxy.requests()
    #expect(requests.filter { $0.operation == "UploadPartCopy" }.count == 3)
    // Of the media data, what makes the first part large enough.
    let read = requests.filter { $0.target.contains(".piece") && $0.method == "GET" }.map(\.answerSize)
    #expect(read.reduce(0, +) < 6 << 20, "\(read)")
    #expect(try pieces.server.head(pieces.bucket, "out.mp4")["ContentType"] == "video/mp4")
    #expect(try pieces.server.openUploads(pieces.bucket).isEmpty)
  }

  @Test func `pieces that are too small to be copied are joined, too`() throws {
    let pieces = try Pieces(size: "96x64", frames: 40, spans: 8)
    let (object, file) = try pieces.joins()
    #expect(object == file)
    #expect(try MediaProbe.packetPlaces(pieces.run.folder("object.mp4")).count == 40)
    let errors = try pieces.frameveil(pieces.join + ["-o", pieces.at("out.mp4")], code: 73)
    #expect(errors.contains("exists already"), "\(errors)")
    let own = try pieces.frameveil(pieces.join + ["-f", "-o", pieces.at("in.mp4")], code: 73)
    #expect(own.contains("is the input itself"), "\(own)")
    let missing = try pieces.frameveil(
      pieces.join.filter { !$0.hasSuffix("3.piece") } + ["-o", pieces.at("x.mp4")], code: 65)
    #expect(missing.contains("the pieces of 1 are missing: 3"), "\(missing)")
    let absent = try pieces.frameveil(pieces.join + [pieces.piece(9), "-o", pieces.at("x.mp4")], code: 66)
    #expect(absent.contains("9.piece"), "\(absent)")
    #expect(try !pieces.server.keys(pieces.bucket).contains("x.mp4"))
  }

  private static let faults: [(fault: [String: JSON], code: Int32, words: String)] = [
    (
      ["operation": "UploadPartCopy", "status": 412, "code": "PreconditionFailed"], 74,
      "changed while it was read"
    ),
    (["operation": "UploadPartCopy", "status": 403, "code": "AccessDenied"], 77, "UploadPartCopy"),
    (
      [
        "operation": "UploadPartCopy", "status": 200, "code": "InternalError",
        "nth": [1, 2, 3, 4, 5, 6, 7, 8, 9],
      ], 69, ""
    ),
    (["operation": "CompleteMultipartUpload", "status": 403, "code": "AccessDenied"], 77, "AccessDenied"),
  ]

  @Test(arguments: faults.indices) func `a join that fails leaves nothing`(number: Int) throws {
    let pieces = try Pieces(size: "640x480", frames: 36, spans: 1)
    let (fault, code, words) = Self.faults[number]
    let proxy = try FaultProxy(
      to: pieces.server.url, [.object(fault.merging(["fault": "answer"]) { $1 })])
    let errors = try pieces.frameveil(
      pieces.join + ["-o", pieces.at("out.mp4")], through: proxy.url, code: code)
    #expect(errors.contains(words), "\(errors)")
    try pieces.expectNoOutput()
  }

  /// Between the reading of its table and the copying of its media data.
  @Test func `a piece that is replaced meanwhile is not joined`() throws {
    let pieces = try Pieces(size: "640x480", frames: 36, spans: 1)
    var options = ObjectServer.CallOptions()
    options.presign = 600
    let url = try pieces.server.ask(
      "put_object", ["Bucket": .string(pieces.bucket), "Key": "1.piece"], options
    ).get().text
    let other = try pieces.run.folder.write("other", try pieces.server.bytes(pieces.bucket, "1.piece") + [0])
    let proxy = try FaultProxy(
      to: pieces.server.url,
      [
        [
          "fault": "overwrite", "operation": "UploadPartCopy", "nth": 1, "file": .string(other),
          "url": .string(url ?? ""),
        ]
      ])
    let errors = try pieces.frameveil(
      pieces.join + ["-o", pieces.at("out.mp4")], through: proxy.url, code: 74)
    #expect(errors.contains("changed while it was read"), "\(errors)")
    try pieces.expectNoOutput()
  }
}
