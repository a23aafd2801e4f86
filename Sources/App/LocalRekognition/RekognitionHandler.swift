public import HTTP
public import HTTPServing

/// Serves the Amazon Rekognition API over the AWS JSON 1.1 protocol.
public struct RekognitionHandler: HTTPService {
  /// An image of 5 MB in Base64 and the surrounding JSON.
  public let maximumBodySize = 8 << 20

  /// The body limit for requests without a known access key, which are rejected in any case. It allows any
  /// request without an image.
  private static let unauthenticatedBodyLimit = 64 << 10

  private let authenticator: RequestAuthenticator
  private let service: RekognitionService
  private let now: @Sendable () -> Int64
  private let log: @Sendable (String) -> Void

  /// - Parameters:
  ///   - now: returns the time in milliseconds since 1970.
  ///   - log: receives one line for each request.
  public init(
    _ service: RekognitionService, _ authenticator: RequestAuthenticator,
    now: @escaping @Sendable () -> Int64,
    log: @escaping @Sendable (String) -> Void
  ) {
    self.service = service
    self.authenticator = authenticator
    self.now = now
    self.log = log
  }

  /// Authenticates and handles a request.
  public func respond(to request: ServedRequest) async -> BufferedResponse {
    let begin = now()
    do throws(ServiceError) {
      try authenticator.check(request, now: begin / 1000)
      let body = try await service.response(try operation(of: request), request.body)
      return finished(request, begin, 200, body, "")
    } catch {
      return finished(request, begin, error)
    }
  }

  /// The body limit: smaller without a known access key.
  public func maximumBodySize(of head: ServedRequest) -> Int {
    (try? authenticator.checkAccessKey(of: head)) == nil ? Self.unauthenticatedBodyLimit : maximumBodySize
  }

  /// The response to a request whose body exceeds the limit.
  public func refuse(_ request: ServedRequest) -> BufferedResponse {
    do throws(ServiceError) {
      try authenticator.checkAccessKey(of: request)
    } catch {
      return finished(request, now(), error)
    }
    let isImage =
      if case .image = Operation(target: request.headers["X-Amz-Target"] ?? "") { true } else { false }
    var error = ServiceError(
      "RequestEntityTooLargeException", "HTTP content length exceeded \(maximumBodySize) bytes.")
    error.status = 413
    return finished(request, now(), isImage ? .imageTooLarge : error)
  }

  private func operation(of request: ServedRequest) throws(ServiceError) -> Operation {
    guard request.method == "POST", request.path == "/",
      let operation = Operation(target: request.headers["X-Amz-Target"] ?? "")
    else { throw ServiceError("UnknownOperationException", "The requested operation is not supported") }
    return operation
  }

  private func finished(_ request: ServedRequest, _ begin: Int64, _ error: ServiceError) -> BufferedResponse {
    let failure = Responses.Failure(__type: error.code, Code: error.code, Message: error.message)
    let body = (try? WireFormat.write(failure)) ?? []
    return finished(request, begin, error.status, body, " \(error.code): \(error.message)")
  }

  private func finished(
    _ request: ServedRequest, _ begin: Int64, _ status: Int, _ body: [UInt8], _ remark: String
  ) -> BufferedResponse {
    let id = RequestID.random()
    let target = request.headers["X-Amz-Target"] ?? "\(request.method) \(request.path)"
    // Control characters from the client must not break the log line.
    let line = "\(target) \(status), \(now() - begin) ms, \(id)\(remark)"
    log(String(line.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : Character($0) }))
    return BufferedResponse(
      status: status,
      headers: ["Content-Type": WireFormat.contentType, "x-amzn-RequestId": id], body: body)
  }
}
