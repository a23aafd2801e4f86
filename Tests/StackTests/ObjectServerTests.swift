import FrameveilTesting
import Testing

/// The test server must reject what S3 rejects.
@Suite(.blocking) struct ObjectServerTests {
  /// An invalid request and the error of S3.
  struct Wrong: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var status = 403
    var code = "SignatureDoesNotMatch"
    var options: ObjectServer.CallOptions

    init(
      _ name: String, _ code: String? = nil, status: Int = 403,
      _ change: (inout ObjectServer.CallOptions) -> Void
    ) {
      testDescription = name
      self.status = status
      self.code = code ?? self.code
      options = ObjectServer.CallOptions()
      change(&options)
    }
  }

  static let wrong: [Wrong] = [
    Wrong("a wrong secret") { $0.secret = "no" + $0.secret },
    Wrong("an unknown key") { $0.key = "FRAMEVEILNOBODY00001" },
    Wrong("a user without permission", "AccessDenied") { $0 = .init(ObjectServer.stranger) },
    Wrong("a path other than the signed one") { $0.send = ["url": ["/kept", "/other"]] },
    Wrong("a query other than the signed one") { $0.send = ["url": ["/kept", "/kept?x=1"]] },
    Wrong("a header field other than the signed one") {
      $0.send = ["headers": ["x-amz-meta-made": "by another"]]
    },
    Wrong("a body other than the signed one", "XAmzContentSHA256Mismatch", status: 400) {
      $0.send = ["body": .bytes("other".utf8)]
    },
    Wrong("a clock 16 minutes ahead", "RequestTimeTooSkewed") { $0.clock = 16 * 60 },
    Wrong("a clock 16 minutes behind", "RequestTimeTooSkewed") { $0.clock = -16 * 60 },
    Wrong("another region", "AuthorizationHeaderMalformed", status: 400) { $0.region = "eu-central-1" },
  ]

  @Test(arguments: wrong) func `an invalid request is rejected`(_ wrong: Wrong) throws {
    let server = try ObjectServer.shared()
    let bucket = try server.makeBucket()
    try server.put("right".utf8, bucket, "kept")
    let arguments: [String: JSON] = [
      "Bucket": .string(bucket), "Key": "kept", "Body": .bytes("wrong".utf8), "Metadata": ["made": "by me"],
    ]
    let refusal = try #require(try server.ask("put_object", arguments, wrong.options).error)
    #expect(refusal.status == wrong.status)
    #expect(refusal.code == wrong.code)
    #expect(try server.bytes(bucket, "kept") == Array("right".utf8))
    #expect(try server.keys(bucket) == ["kept"])
  }

  /// Checksums of the right length that are all zeros.
  static let wrongSums = [
    "ContentMD5": "AAAAAAAAAAAAAAAAAAAAAA==", "ChecksumCRC32C": "AAAAAA==",
    "ChecksumSHA256": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
  ]

  @Test(arguments: wrongSums) func `a body with a wrong checksum is rejected`(_ field: String, _ sum: String)
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
  ]) func `objects and uploads with any key`(_ key: String) throws {
    let server = try ObjectServer.shared()
    let bucket = try server.makeBucket()
    try server.put(key.utf8, bucket, key)
    #expect(try server.bytes(bucket, key) == Array(key.utf8))
    #expect(try server.keys(bucket) == [key])
    let object: [String: JSON] = ["Bucket": .string(bucket), "Key": .string(key)]
    let upload = try server.ask("create_multipart_upload", object).get()["UploadId"]
    #expect(try server.openUploads(bucket) == [key])
    let piece: [String: JSON] = ["UploadId": upload, "PartNumber": 1, "Body": .bytes("piece".utf8)]
    let part = try server.ask("upload_part", object.merging(piece) { $1 }).get()
    let parts: JSON = ["Parts": [["PartNumber": 1, "ETag": part["ETag"]]]]
    let whole: [String: JSON] = ["UploadId": upload, "MultipartUpload": parts]
    _ = try server.ask("complete_multipart_upload", object.merging(whole) { $1 }).get()
    #expect(try server.bytes(bucket, key) == Array("piece".utf8))
    #expect(try server.openUploads(bucket) == [])
  }

  @Test func `a user without permission reads no object`() throws {
    let server = try ObjectServer.shared()
    let bucket = try server.makeBucket()
    try server.put("own".utf8, bucket, "key")
    let arguments: [String: JSON] = ["Bucket": .string(bucket), "Key": "key"]
    let refusal = try server.ask("get_object", arguments, .init(ObjectServer.stranger)).error
    #expect(refusal?.code == "AccessDenied")
  }

  @Test func `a program is configured by the environment alone`() throws {
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
