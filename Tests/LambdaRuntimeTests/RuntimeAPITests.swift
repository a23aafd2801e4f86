import HTTP
import LambdaRuntime
import Testing

/// The requests of the runtime API client, with a scripted transport.
@Suite struct RuntimeAPITests {
  private final class Transport: HTTPTransport {
    private final class SingleChunk: BodyStream {
      private let bytes = Recorded<[UInt8]>()
      private let body: [UInt8]
      init(_ body: [UInt8]) { self.body = body }
      func next() async throws -> [UInt8]? {
        guard bytes.all.isEmpty, !body.isEmpty else { return nil }
        bytes.add(body)
        return body
      }
      func cancel() {}
    }
    let requests = Recorded<HTTPRequest>()
    private let response: BufferedResponse

    init(_ status: Int, _ headers: HTTPHeaders = [:], _ body: String = "") {
      response = BufferedResponse(status: status, headers: headers, body: Array(body.utf8))
    }

    func open(_ request: HTTPRequest) async throws -> HTTPResponse {
      requests.add(request)
      return HTTPResponse(
        status: response.status, headers: response.headers, stream: SingleChunk(response.body))
    }
  }

  private static let head: HTTPHeaders = [
    "Lambda-Runtime-Aws-Request-Id": "8476a536", "Lambda-Runtime-Deadline-Ms": "1542409706888",
    "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:eu-central-1:1:function:f",
  ]

  private func api(_ transport: Transport) -> RuntimeAPI {
    RuntimeAPI(address: "127.0.0.1:9001", transport: transport)
  }

  @Test func `the next invocation is fetched without a timeout`() async throws {
    let transport = Transport(200, Self.head, "{}")
    let invocation = try await api(transport).next()
    let expected = Invocation(
      requestID: "8476a536", deadline: Deadline(milliseconds: 1_542_409_706_888),
      functionARN: "arn:aws:lambda:eu-central-1:1:function:f", payload: Array("{}".utf8))
    #expect(invocation == expected)
    let request = try #require(transport.requests.all.first)
    #expect(request.method == "GET")
    #expect(request.url == "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next")
    #expect(request.timeouts.total == nil)
    #expect(request.timeouts.stall == .infinity)
  }

  @Test(arguments: ["Lambda-Runtime-Aws-Request-Id", "Lambda-Runtime-Deadline-Ms"])
  func `an invocation without required headers is rejected`(name: String) async {
    var head = Self.head
    head[name] = nil
    let transport = Transport(200, head, "{}")
    await #expect(throws: RuntimeAPIError.self) { try await api(transport).next() }
  }

  @Test func `responses and errors are posted to their paths`() async throws {
    let transport = Transport(202)
    let api = api(transport)
    let failure = FunctionFailure("OutOfTime", "needs 3 s")
    try await api.respond([1, 2], to: "r1")
    try await api.reportError(failure, of: "r2")
    try await api.reportInitError(failure)
    let requests = transport.requests.all
    #expect(requests.allSatisfy { $0.method == "POST" && $0.headers["Content-Type"] == "application/json" })
    #expect(
      requests.map { $0.url.split(separator: "/runtime/").last } == [
        "invocation/r1/response", "invocation/r2/error", "init/error",
      ])
    #expect(
      requests.map { $0.headers["Lambda-Runtime-Function-Error-Type"] } == [nil, "OutOfTime", "OutOfTime"])
    let bodies = requests.map { request in
      String(decoding: request.body ?? [], as: UTF8.self)
    }
    let text = #"{"errorMessage":"needs 3 s","errorType":"OutOfTime","stackTrace":[]}"#
    #expect(bodies == ["\u{1}\u{2}", text, text])
  }

  @Test(arguments: [400, 403, 413, 500])
  func `any other status is an error`(status: Int) async {
    let transport = Transport(status, [:], "Container error")
    let api = api(transport)
    await #expect(throws: RuntimeAPIError.self) { try await api.next() }
    let error = await #expect(throws: RuntimeAPIError.self) { try await api.respond([], to: "r") }
    #expect(error?.description.contains("HTTP status \(status) for POST invocation/r/response") == true)
    #expect(error?.description.contains("Container error") == true)
    await #expect(throws: RuntimeAPIError.self) { try await api.reportInitError(FunctionFailure("a", "b")) }
  }
}
