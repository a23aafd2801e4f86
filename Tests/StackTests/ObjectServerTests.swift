import FrameveilTesting
import Testing

/// A server that took everything would judge nothing: this one must refuse what S3 refuses.
@Suite(.blocking) struct ObjectServerTests {
  /// A way of asking that is wrong, and how S3 refuses it.
  struct Wrong: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var status = 403
    var code = "SignatureDoesNotMatch"
    var manner: ObjectServer.Manner

    init(
      _ name: String, _ code: String? = nil, status: Int = 403, _ change: (inout ObjectServer.Manner) -> Void
    ) {
      testDescription = name
      self.status = status
      self.code = code ?? self.code
      manner = ObjectServer.Manner()
      change(&manner)
    }
  }

  static let wrong: [Wrong] = [
    Wrong("a wrong secret") { $0.secret = "no" + $0.secret },
    Wrong("an unknown key") { $0.key = "FRAMEVEILNOBODY00001" },
    Wrong("nobody's permission", "AccessDenied") { $0 = .init(ObjectServer.stranger) },
    Wrong("another path than was signed") { $0.send = ["url": ["/kept", "/other"]] },
    Wrong("another query than was signed") { $0.send = ["url": ["/kept", "/kept?x=1"]] },
    Wrong("another header than was signed") { $0.send = ["headers": ["x-amz-meta-made": "by another"]] },
    Wrong("another body than was signed", "XAmzContentSHA256Mismatch", status: 400) {
      $0.send = ["body": .bytes("other".utf8)]
    },
    Wrong("a clock 16 minutes ahead", "RequestTimeTooSkewed") { $0.clock = 16 * 60 },
    Wrong("a clock 16 minutes behind", "RequestTimeTooSkewed") { $0.clock = -16 * 60 },
    Wrong("another region", "AuthorizationHeaderMalformed", status: 400) { $0.region = "eu-central-1" },
  ]

  @Test(arguments: wrong) func `it refuses`(_ wrong: Wrong) throws {
    let server = try ObjectServer.shared()
    let bucket = try server.makeBucket()
    try server.put("right".utf8, bucket, "kept")
    let arguments: [String: JSON] = [
      "Bucket": .string(bucket), "Key": "kept", "Body": .bytes("wrong".utf8), "Metadata": ["made": "by me"],
    ]
    let refusal = try #require(try server.ask("put_object", arguments, wrong.manner).error)
    #expect(refusal.status == wrong.status)
    #expect(refusal.code == wrong.code)
    #expect(try server.bytes(bucket, "kept") == Array("right".utf8))
    #expect(try server.keys(bucket) == ["kept"])
  }

  /// Sums of zeros, as long as each is.
  static let wrongSums = [
    "ContentMD5": "AAAAAAAAAAAAAAAAAAAAAA==", "ChecksumCRC32C": "AAAAAA==",
    "ChecksumSHA256": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
  ]

  @Test(arguments: wrongSums) func `it refuses a body with another checksum`(_ field: String, _ sum: String)
    throws
  {
    let server = try ObjectServer.shared()
    let bucket = try server.makeBucket()
    let arguments: [String: JSON] = [
      "Bucket": .string(bucket), "Key": "key", "Body": .bytes("wrong".utf8), field: .string(sum),
    ]
    #expect(try server.ask("put_object", arguments).error?.code == "BadDigest")
    #expect(try server.keys(bucket) == [])
  }

  @Test(arguments: [
    "a b", "a+b", "ü/日本.mp4", "a//b", "/first", "a/../b", "..", "a%2Fb", "a?b#c&d=e", "quote'\"<>", "end/",
    String(repeating: "x", count: 1024), String(repeating: "ü", count: 512),
  ]) func `it keeps an object and an upload under any key`(_ key: String) throws {
    let server = try ObjectServer.shared()
    let bucket = try server.makeBucket()
    try server.put(key.utf8, bucket, key)
    #expect(try server.bytes(bucket, key) == Array(key.utf8))
    #expect(try server.keys(bucket) == [key])
    let place: [String: JSON] = ["Bucket": .string(bucket), "Key": .string(key)]
    let upload = try server.ask("create_multipart_upload", place).get()["UploadId"]
    #expect(try server.openUploads(bucket) == [key])
    let piece: [String: JSON] = ["UploadId": upload, "PartNumber": 1, "Body": .bytes("piece".utf8)]
    let part = try server.ask("upload_part", place.merging(piece) { $1 }).get()
    let parts: JSON = ["Parts": [["PartNumber": 1, "ETag": part["ETag"]]]]
    let whole: [String: JSON] = ["UploadId": upload, "MultipartUpload": parts]
    _ = try server.ask("complete_multipart_upload", place.merging(whole) { $1 }).get()
    #expect(try server.bytes(bucket, key) == Array("piece".utf8))
    #expect(try server.openUploads(bucket) == [])
  }

  @Test func `a stranger reads no object`() throws {
    let server = try ObjectServer.shared()
    let bucket = try server.makeBucket()
    try server.put("own".utf8, bucket, "key")
    let arguments: [String: JSON] = ["Bucket": .string(bucket), "Key": "key"]
    let refusal = try server.ask("get_object", arguments, .init(ObjectServer.stranger)).error
    #expect(refusal?.code == "AccessDenied")
  }

  @Test func `a program finds it by its environment alone`() throws {
    let server = try ObjectServer.shared()
    let bucket = try server.makeBucket()
    let folder = try TemporaryFolder()
    let file = try folder.write("clip", "by the command line")
    let environment = server.environment()
    let copy = [Judges.program("aws"), "s3", "cp", "--quiet", file, "s3://\(bucket)/a b+ü"]
    try Program(copy, environment: environment).runTool()
    #expect(try server.bytes(bucket, "a b+ü") == Array("by the command line".utf8))
  }
}
