public import HTTP

/// The client of the AWS Lambda runtime API, version 2018-06-01 (AWS Lambda Developer Guide, "Using the
/// Lambda runtime API for custom runtimes").
public struct RuntimeAPI: InvocationSource {
  private let root: String
  private let transport: any HTTPTransport

  /// Lambda freezes the process between invocations while the clock advances, so this request must not time
  /// out.
  private static let longPollLimits = HTTPTimeouts(stall: .infinity)
  /// Responses go to a local endpoint that accepts them immediately.
  private static let postLimits = HTTPTimeouts(total: 30)

  /// - Parameter address: the value of `AWS_LAMBDA_RUNTIME_API`: `127.0.0.1:9001`.
  public init(address: String, transport: any HTTPTransport) {
    root = "http://\(address)/2018-06-01/runtime"
    self.transport = transport
  }

  public func next() async throws -> Invocation {
    let request = HTTPRequest("GET", "\(root)/invocation/next", timeouts: Self.longPollLimits)
    let response = try await transport.perform(request)
    guard response.status == 200 else { throw RuntimeAPIError("GET invocation/next", response) }
    func field(_ name: String) throws -> String {
      guard let value = response.headers[name] else {
        throw RuntimeAPIError(description: "the invocation from the Lambda runtime API has no header \(name)")
      }
      return value
    }
    let deadline = try field("Lambda-Runtime-Deadline-Ms")
    guard let milliseconds = Int64(deadline) else {
      throw RuntimeAPIError(
        description: "the invocation from the Lambda runtime API has an invalid deadline '\(deadline)'")
    }
    return Invocation(
      requestID: try field("Lambda-Runtime-Aws-Request-Id"), deadline: Deadline(milliseconds: milliseconds),
      functionARN: response.headers["Lambda-Runtime-Invoked-Function-Arn"] ?? "", payload: response.body)
  }

  public func respond(_ bytes: [UInt8], to requestID: String) async throws {
    try await post("invocation/\(requestID)/response", bytes)
  }

  public func reportError(_ failure: FunctionFailure, of requestID: String) async throws {
    try await post("invocation/\(requestID)/error", failure)
  }

  public func reportInitError(_ failure: FunctionFailure) async throws {
    try await post("init/error", failure)
  }

  private func post(_ path: String, _ failure: FunctionFailure) async throws {
    try await post(path, failure.bytes, ["Lambda-Runtime-Function-Error-Type": failure.type])
  }

  private func post(_ path: String, _ body: [UInt8], _ headers: HTTPHeaders = [:]) async throws {
    var headers = headers
    headers["Content-Type"] = "application/json"
    let request = HTTPRequest(
      "POST", "\(root)/\(path)", headers: headers, body: body, timeouts: Self.postLimits)
    let response = try await transport.perform(request)
    guard response.status == 202 else { throw RuntimeAPIError("POST \(path)", response) }
  }
}

/// The runtime API returned an error or a malformed invocation. The process must exit.
public struct RuntimeAPIError: Error, CustomStringConvertible {
  /// The request, the status and the body, or what is missing.
  public let description: String
}

extension RuntimeAPIError {
  fileprivate init(_ subject: String, _ response: BufferedResponse) {
    let words = String(decoding: response.body.prefix(300), as: UTF8.self)
    self.init(
      description: "the Lambda runtime API returned HTTP status \(response.status) for \(subject): \(words)")
  }
}
