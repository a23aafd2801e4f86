import FrameveilTesting
import Testing

/// The faults of the proxy as seen by boto3.
@Suite(.blocking) struct FaultProxyTests {
  let server: ObjectServer
  let bucket: String
  static let content = Array("0123456789".utf8)

  init() throws {
    server = try ObjectServer.shared()
    bucket = try server.makeBucket()
    try server.put(Self.content, bucket, "key")
  }

  func get(_ proxy: FaultProxy, _ change: (inout ObjectServer.CallOptions) -> Void = { _ in }) throws
    -> ObjectServer.CallResult
  {
    var options = ObjectServer.CallOptions(through: proxy.url)
    change(&options)
    return try server.ask("get_object", ["Bucket": .string(bucket), "Key": "key"], options)
  }

  func put(_ proxy: FaultProxy, _ key: String = "new", size: Int = 100_000) throws -> ObjectServer.CallResult
  {
    let body = JSON.bytes([UInt8](repeating: 7, count: size))
    let arguments: [String: JSON] = ["Bucket": .string(bucket), "Key": .string(key), "Body": body]
    return try server.ask("put_object", arguments, .init(through: proxy.url))
  }

  func body(_ answer: ObjectServer.CallResult) throws -> JSON { try answer.get()["Body"] }

  @Test(arguments: ["a b", "ü//../+", "a?b&c=%2F", "end/"])
  func `signatures stay valid through the proxy`(_ key: String) throws {
    let proxy = try FaultProxy(to: server.url)
    _ = try put(proxy, key).get()
    #expect(try server.bytes(bucket, key).count == 100_000)
    let request = try #require(try proxy.requests().last)
    #expect(request.operation == "PutObject")
    #expect(request.bodySize == 100_000)
    #expect(request.status == 200)
    #expect(request.fault == nil)
    #expect(request.headers["x-amz-date"] != nil)
  }

  @Test(arguments: ["connection", "request-head", "answer", "answer-head", "answer-body"], [false, true])
  func `a connection is cut`(_ stage: String, _ reset: Bool) throws {
    let proxy = try FaultProxy(
      to: server.url, [["fault": "cut", "at": .string(stage), "byte": 4, "nth": 1, "reset": .bool(reset)]])
    #expect(try get(proxy).error?.status == 0)
    #expect(try body(get(proxy)) == .bytes(Self.content))
    let requests = try proxy.requests()
    #expect(requests.map(\.fault) == [0, nil])
    #expect(requests[0].answerSize == (stage == "answer-body" ? 4 : 0))
  }

  @Test func `an upload that is cut leaves no object`() throws {
    let proxy = try FaultProxy(
      to: server.url, [["fault": "cut", "at": "request-body", "byte": 5000, "operation": "PutObject"]])
    #expect(try put(proxy).error?.status == 0)
    #expect(try proxy.requests().map(\.bodySize) == [5000])
    #expect(try server.keys(bucket) == ["key"])
  }

  @Test(arguments: ["request-head", "request-body", "answer", "answer-head", "answer-body"])
  func `a connection stalls`(_ stage: String) throws {
    let proxy = try FaultProxy(to: server.url, [["fault": "stall", "at": .string(stage), "byte": 3]])
    let reads = stage == "answer-body"
    var options = ObjectServer.CallOptions(through: proxy.url)
    options.presign = 600
    let object: [String: JSON] = ["Bucket": .string(bucket), "Key": "key"]
    let url = try server.ask(reads ? "get_object" : "put_object", object, options).get().text
    let upload = reads ? [] : ["--request", "PUT", "--data-binary", "0123456789"]
    let outcome = try Program(["curl", "--silent", "--max-time", "2", try #require(url)] + upload).run()
    #expect(outcome.code == 28)
    #expect(try proxy.requests().map(\.fault) == [0])
  }

  @Test(arguments: [
    (500, "InternalError"), (503, "SlowDown"), (429, "TooManyRequests"), (400, "ExpiredToken"),
    (200, "InternalError"),
  ]) func `an error response instead of or after the service's`(_ status: Int, _ code: String) throws {
    for upstream in [false, true] {
      let proxy = try FaultProxy(
        to: server.url,
        [
          [
            "fault": "answer", "status": .integer(status), "code": .string(code), "upstream": .bool(upstream),
            "operation": "CompleteMultipartUpload", "headers": ["Retry-After": "3"],
          ]
        ])
      let object: [String: JSON] = ["Bucket": .string(bucket), "Key": .string("done \(upstream)")]
      let upload = try server.ask("create_multipart_upload", object).get()["UploadId"]
      let piece: [String: JSON] = ["UploadId": upload, "PartNumber": 1, "Body": .bytes("piece".utf8)]
      let part = try server.ask("upload_part", object.merging(piece) { $1 }).get()
      let whole: [String: JSON] = [
        "UploadId": upload, "MultipartUpload": ["Parts": [["PartNumber": 1, "ETag": part["ETag"]]]],
      ]
      let answer = try server.ask(
        "complete_multipart_upload", object.merging(whole) { $1 }, .init(through: proxy.url))
      #expect(answer.error?.code == code)
      #expect(try server.keys(bucket).contains("done \(upstream)") == upstream)
    }
  }

  @Test func `credentials are rejected until others are used`() throws {
    let proxy = try FaultProxy(
      to: server.url, [["fault": "answer", "status": 400, "code": "ExpiredToken", "until": "credentials"]])
    for _ in 1...2 { #expect(try get(proxy) { $0.token = "old" }.error?.code == "ExpiredToken") }
    #expect(try body(get(proxy) { $0.token = "new" }) == .bytes(Self.content))
    #expect(try proxy.requests().map { $0.headers["x-amz-security-token"] } == ["old", "old", "new"])
  }

  @Test func `a clock that is ahead rejects requests until the client's clock is ahead, too`() throws {
    let proxy = try FaultProxy(to: server.url, [["fault": "clock", "ahead": 600]])
    #expect(try get(proxy).error?.code == "RequestTimeTooSkewed")
    #expect(try body(get(proxy) { $0.clock = 600 }) == .bytes(Self.content))
  }

  @Test func `an object is overwritten between two reads`() throws {
    let folder = try TemporaryFolder()
    var options = ObjectServer.CallOptions()
    options.presign = 600
    let object: [String: JSON] = ["Bucket": .string(bucket), "Key": "key"]
    let url = try server.ask("put_object", object, options).get()
    let file = try folder.write("other", "other")
    let proxy = try FaultProxy(
      to: server.url, [["fault": "overwrite", "url": url, "file": .string(file), "nth": 2]])
    let first = try get(proxy).get()
    let conditional = object.merging(["IfMatch": first["ETag"]]) { $1 }
    let second = try server.ask("get_object", conditional, .init(through: proxy.url))
    #expect(second.error?.code == "PreconditionFailed")
    #expect(try body(get(proxy)) == .bytes("other".utf8))
  }

  @Test func `request and response bodies are corrupted`() throws {
    let proxy = try FaultProxy(
      to: server.url,
      [
        ["fault": "corrupt", "byte": 3, "operation": "GetObject"],
        ["fault": "corrupt-request", "byte": 99_999, "operation": "PutObject"],
      ])
    #expect(try body(get(proxy)) == .bytes("0122456789".utf8))
    #expect(try put(proxy).error?.code == "XAmzContentSHA256Mismatch")
  }

  @Test func `the head of a response is changed`() throws {
    let proxy = try FaultProxy(
      to: server.url, [["fault": "header", "set": ["Content-Range": "bytes 5-9/100"], "remove": ["ETag"]]])
    let answer = try get(proxy).get()
    #expect(answer["ContentRange"] == "bytes 5-9/100")
    #expect(answer["ETag"] == .null)
    #expect(try body(get(proxy)) == .bytes(Self.content))
  }

  @Test func `a slow body arrives complete`() throws {
    let proxy = try FaultProxy(to: server.url, [["fault": "slow", "rate": 50, "bytes": 8]])
    #expect(try body(get(proxy)) == .bytes(Self.content))
    #expect(try proxy.requests().map(\.fault) == [0])
  }

  @Test func `a seed selects the same requests each time`() throws {
    let broken = try (1...2).map { _ in
      let proxy = try FaultProxy(
        to: server.url, seed: 5,
        [["fault": "answer", "status": 503, "code": "SlowDown", "probability": 0.5]])
      return try (1...12).map { _ in try get(proxy).error != nil }
    }
    #expect(broken[0] == broken[1])
    #expect(Set(broken[0]) == [true, false])
  }

  @Test func `faults apply to the selected occurrences`() throws {
    let proxy = try FaultProxy(
      to: server.url,
      [
        [
          "fault": "answer", "status": 500, "code": "InternalError", "operation": "GetObject", "nth": [1, 3],
        ],
        [
          "fault": "answer", "status": 503, "code": "SlowDown", "operation": ["GetObject", "PutObject"],
          "from": 5,
        ],
      ])
    let codes = try (1...6).map { _ in try get(proxy).error?.code }
    #expect(codes == ["InternalError", nil, "InternalError", nil, "SlowDown", "SlowDown"])
    #expect(try put(proxy).error?.code == "SlowDown")
  }
}
