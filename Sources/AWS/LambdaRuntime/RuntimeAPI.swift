public import HTTP

/// AWS Lambda's runtime API, version 2018-06-01 (AWS Lambda Developer Guide, "Using the Lambda runtime API for custom
/// runtimes").
public struct RuntimeAPI: InvocationSource {
  private let root: String
  private let transport: any HTTPTransport

  /// Lambda freezes the process while there is nothing to do, and its clock goes on: no limit may pass meanwhile.
  private static let patient = HTTPLimits(stall: .infinity)
  /// For answers, which the other end of the loopback takes at once.
  private static let prompt = HTTPLimits(total: 30)

  /// - Parameter address: what `AWS_LAMBDA_RUNTIME_API` says: `127.0.0.1:9001`.
  public init(address: String, transport: any HTTPTransport) {
    root = "http://\(address)/2018-06-01/runtime"
    self.transport = transport
  }

  /// Waits for the next invocation.
  public func next() async throws -> Invocation {
    let request = HTTPRequest("GET", "\(root)/invocation/next", limits: Self.patient)
    let answer = try await transport.perform(request)
    guard answer.status == 200 else { throw RuntimeAPIError("an invocation", answer) }
    func field(_ name: String) throws -> String {
      guard let value = answer.headers[name] else {
        throw RuntimeAPIError(description: "the runtime API gave an invocation without \(name)")
      }
      return value
    }
    let deadline = try field("Lambda-Runtime-Deadline-Ms")
    guard let milliseconds = Int64(deadline) else {
      throw RuntimeAPIError(description: "the runtime API gave '\(deadline)' as a deadline")
    }
    return Invocation(
      requestID: try field("Lambda-Runtime-Aws-Request-Id"), deadline: Deadline(milliseconds: milliseconds),
      functionARN: answer.headers["Lambda-Runtime-Invoked-Function-Arn"] ?? "", payload: answer.body)
  }

  /// Gives an answer.
  public func answer(_ bytes: [UInt8], to requestID: String) async throws {
    try await post("invocation/\(requestID)/response", bytes)
  }

  /// Gives the reason why there is no answer.
  public func fail(_ failure: FunctionFailure, of requestID: String) async throws {
    try await post("invocation/\(requestID)/error", failure)
  }

  /// Gives the reason why there will be no invocation.
  public func failStart(_ failure: FunctionFailure) async throws {
    try await post("init/error", failure)
  }

  private func post(_ path: String, _ failure: FunctionFailure) async throws {
    try await post(path, failure.bytes, ["Lambda-Runtime-Function-Error-Type": failure.type])
  }

  private func post(_ path: String, _ body: [UInt8], _ headers: HTTPHeaders = [:]) async throws {
    var headers = headers
    headers["Content-Type"] = "application/json"
    let request = HTTPRequest(
      "POST", "\(root)/\(path)", headers: headers, body: body, limits: Self.prompt)
    let answer = try await transport.perform(request)
    guard answer.status == 202 else { throw RuntimeAPIError("what was posted to \(path)", answer) }
  }
}

/// The runtime API does not do its part; the process has to end.
public struct RuntimeAPIError: Error, CustomStringConvertible {
  /// What it did.
  public let description: String
}

extension RuntimeAPIError {
  fileprivate init(_ subject: String, _ answer: BufferedResponse) {
    let words = String(decoding: answer.body.prefix(300), as: UTF8.self)
    self.init(description: "the runtime API answered \(answer.status) for \(subject): \(words)")
  }
}
