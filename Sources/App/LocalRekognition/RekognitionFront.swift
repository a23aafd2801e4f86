public import HTTP
public import HTTPServing

/// Amazon Rekognition's wire protocol (JSON 1.1) in front of the service.
public struct RekognitionFront: HTTPService {
  /// An image of 5 MB in Base64, and the JSON around it.
  public let largestBody = 8 << 20

  /// What strangers may send, who are refused in any case: enough for any request but images.
  private static let strangersBody = 64 << 10

  private let gatekeeper: RequestAuthenticator
  private let service: RekognitionService
  private let now: @Sendable () -> Int64
  private let log: @Sendable (String) -> Void

  /// Makes a front.
  ///
  /// - Parameters:
  ///   - now: the time in milliseconds since 1970.
  ///   - log: takes a line for each request.
  public init(
    _ service: RekognitionService, _ gatekeeper: RequestAuthenticator, now: @escaping @Sendable () -> Int64,
    log: @escaping @Sendable (String) -> Void
  ) {
    self.service = service
    self.gatekeeper = gatekeeper
    self.now = now
    self.log = log
  }

  /// Answers a request.
  public func answer(_ request: ServedRequest) async -> BufferedResponse {
    let begin = now()
    do throws(ServiceError) {
      try gatekeeper.check(request, now: begin / 1000)
      let body = try await service.answer(try operation(of: request), request.body)
      return finished(request, begin, 200, body, "")
    } catch {
      return finished(request, begin, error)
    }
  }

  /// Whoever names no key that is known here may send less.
  public func largestBody(of head: ServedRequest) -> Int {
    (try? gatekeeper.checkClaim(of: head)) == nil ? Self.strangersBody : largestBody
  }

  /// Answers a request that is too large.
  public func refuse(_ request: ServedRequest) -> BufferedResponse {
    do throws(ServiceError) {
      try gatekeeper.checkClaim(of: request)
    } catch {
      return finished(request, now(), error)
    }
    let isImage = request.headers["X-Amz-Target"] == Operation.prefix + "DetectFaces"
    var error = ServiceError(
      "RequestEntityTooLargeException", "HTTP content length exceeded \(largestBody) bytes.")
    error.status = 413
    return finished(request, now(), isImage ? .imageTooLarge : error)
  }

  private func operation(of request: ServedRequest) throws(ServiceError) -> Operation {
    guard request.method == "POST", request.path == "/",
      let operation = Operation(target: request.headers["X-Amz-Target"] ?? "")
    else { throw ServiceError("UnknownOperationException", "There is no such operation") }
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
    let id = Self.newRequestID()
    let target = request.headers["X-Amz-Target"] ?? "\(request.method) \(request.path)"
    // Whatever a client sends stays on its line.
    let line = "\(target) \(status), \(now() - begin) ms, \(id)\(remark)"
    log(String(line.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : Character($0) }))
    return BufferedResponse(
      status: status,
      headers: ["Content-Type": WireFormat.contentType, "x-amzn-RequestId": id], body: body)
  }

  /// A random UUID (RFC 9562, version 4).
  private static func newRequestID() -> String {
    var bytes = (0..<16).map { _ in UInt8.random(in: 0...255) }
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { digits[$0].joined() }.joined(separator: "-")
  }
}
