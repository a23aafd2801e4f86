import AWS
import Core
import HTTP
import Synchronization
import Testing

/// A transport that returns scripted responses and records the requests.
final class ScriptedTransport: HTTPTransport {
  enum Step: Sendable {
    case response(BufferedResponse)
    case failure(HTTPError)
    /// A response whose body is interrupted after its first chunk.
    case broken(BufferedResponse)
  }

  private let script: @Sendable (HTTPRequest, Int) -> Step?
  private let sent = Mutex<[HTTPRequest]>([])

  /// - Parameter script: returns the response to a request and its index.
  init(_ script: @escaping @Sendable (HTTPRequest, Int) -> Step?) { self.script = script }

  /// Returns the steps one after the other.
  convenience init(_ steps: [Step]) { self.init { _, number in number < steps.count ? steps[number] : nil } }

  var requests: [HTTPRequest] { sent.withLock { $0 } }

  func open(_ request: HTTPRequest) async throws -> HTTPResponse {
    let number = sent.withLock { requests in
      requests.append(request)
      return requests.count - 1
    }
    switch script(request, number) {
    case .response(let response):
      return HTTPResponse(
        status: response.status, headers: response.headers, stream: Pieces(response.body, isBroken: false))
    case .broken(let response):
      return HTTPResponse(
        status: response.status, headers: response.headers, stream: Pieces(response.body, isBroken: true))
    case .failure(let error): throw error
    case nil: throw HTTPError(.cannotConnect, "nothing is scripted for request \(number) to \(request.url)")
    }
  }

  private final class Pieces: BodyStream {
    private let rest: Mutex<[UInt8]?>
    private let isBroken: Bool

    init(_ body: [UInt8], isBroken: Bool) {
      rest = Mutex(body.isEmpty ? nil : body)
      self.isBroken = isBroken
    }

    func next() async throws -> [UInt8]? {
      let piece = rest.withLock { rest in
        defer { rest = nil }
        return rest
      }
      if piece == nil, isBroken { throw HTTPError(.broken, "cut") }
      return piece
    }

    func cancel() {}
  }
}

extension ScriptedTransport.Step {
  static func text(_ status: Int, _ text: String = "", _ headers: HTTPHeaders = [:]) -> Self {
    .response(BufferedResponse(status: status, headers: headers, body: Array(text.utf8)))
  }

  static func s3Error(_ status: Int, _ code: String, _ more: String = "", _ headers: HTTPHeaders = [:])
    -> Self
  {
    .text(
      status, "<Error><Code>\(code)</Code><Message>why</Message><RequestId>R1</RequestId>\(more)</Error>",
      headers)
  }
}

/// A fake environment: a clock that advances with each sleep, files, and random numbers that are always 0.5.
final class FakeEnvironment: Sendable {
  private let time: Mutex<Double>
  private let slept = Mutex<[Double]>([])
  private let files: Mutex<[String: String]>
  private let commands = Mutex<[String]>([])
  private let variables: [String: String]
  private let output: String

  init(
    _ variables: [String: String] = [:], files: [String: String] = [:], output: String = "",
    at time: Double = 1_700_000_000
  ) {
    self.variables = variables.merging(["HOME": "/home/u"]) { first, _ in first }
    self.files = Mutex(files)
    self.output = output
    self.time = Mutex(time)
  }

  /// The durations of all sleeps.
  var waits: [Double] { slept.withLock { $0 } }
  /// The executed command lines.
  var lines: [String] { commands.withLock { $0 } }

  /// Advances the clock.
  func pass(_ seconds: Double) { time.withLock { $0 += seconds } }

  /// Replaces a file.
  func write(_ text: String, to path: String) { files.withLock { $0[path] = text } }

  /// An environment with credentials and a region in its variables.
  static func signed(_ more: [String: String] = [:]) -> FakeEnvironment {
    FakeEnvironment(
      [
        "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "eu-central-1",
      ].merging(more) { $1 })
  }

  var environment: AWSEnvironment {
    AWSEnvironment(
      variables: variables,
      file: { path in self.files.withLock { $0[path] }.map { Array($0.utf8) } },
      command: { line in
        self.commands.withLock { $0.append(line) }
        return Array(self.output.utf8)
      },
      now: { self.time.withLock { $0 } },
      sleep: { seconds in
        self.slept.withLock { $0.append(seconds) }
        self.time.withLock { $0 += seconds }
      },
      random: { 0.5 })
  }

  func client(_ transport: ScriptedTransport) throws -> AWSClient {
    try AWSClient(transport: transport, environment: environment)
  }
}

extension AWSCall {
  /// GetObject.
  static func get(_ bucket: String = "bucket", _ path: String = "/key") -> AWSCall {
    AWSCall(service: "s3", method: "GET", path: path, bucket: bucket, operation: "GetObject")
  }
}

extension HTTPRequest {
  /// The access key ID in the `Authorization` header.
  var signer: Substring? {
    headers["Authorization"]?.split(separator: "Credential=").last?.split(separator: "/").first
  }

  /// The credential scope in the `Authorization` header.
  var scope: String? {
    headers["Authorization"]?.split(separator: "Credential=").last?.split(separator: ",").first?
      .split(separator: "/").dropFirst().joined(separator: "/")
  }

  /// Verifies the signature as a server would.
  func verify(_ credentials: AWSCredentials, now: Int64 = 1_700_000_000) throws {
    let afterScheme = try #require(url.split(separator: "://", maxSplits: 1).last)
    let slash = try #require(afterScheme.firstIndex(of: "/"))
    let target = afterScheme[slash...].split(separator: "?", maxSplits: 1)
    let received = SigningRequest(
      method: method, path: String(target[0]), query: target.count > 1 ? String(target[1]) : "",
      headers: headers.fields.map { ($0.name, $0.value) })
    let payload = headers["X-Amz-Content-Sha256"].map { PayloadHash.hex($0) } ?? .sha256(of: body ?? [])
    try ReceivedSignature(received).verify(received, payload: payload, credentials: credentials, now: now)
  }
}
