import Core
import FoundationEssentials
import HTTP

extension AWSError {
  /// Parses a response whose status is not 2xx.
  init(_ response: BufferedResponse, to call: AWSCall) {
    self.init(
      code: Self.code(ofStatus: response.status), status: response.status, requestID: nil,
      operation: call.operation,
      subject: call.displaySubject)
    let bytes = response.body
    if bytes.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "{") {
      readJSON(bytes)
    } else if let root = try? XMLElement(parsing: bytes) {
      read(root)
    }
    if let type = response.headers["x-amzn-errortype"] { code = Self.unqualified(type) }
    requestID = requestID ?? response.headers["x-amz-request-id"] ?? response.headers["x-amzn-requestid"]
    hints.serverTime = response.headers["Date"].flatMap(HTTPDate.seconds)
    hints.retryAfter = Self.retryAfter(response.headers, serverTime: hints.serverTime)
    hints.region = response.headers["x-amz-bucket-region"] ?? hints.region
  }

  /// Parses an `<Error>` document. S3 can send one with status 200 after a copy or a completed multipart
  /// upload.
  ///
  /// - Returns: nil if the document is not an error.
  public init?(_ document: XMLElement, status: Int, to call: AWSCall) {
    guard document.name == "Error" || document.name == "ErrorResponse" else { return nil }
    self.init(code: "InternalError", status: status, operation: call.operation, subject: call.displaySubject)
    read(document)
  }

  /// S3 has `<Error>` at the root; the AWS query protocol wraps it in `<ErrorResponse>`.
  private mutating func read(_ root: XMLElement) {
    let error = root.name == "Error" ? root : root["Error"]
    guard let error, let code = error["Code"]?.text, !code.isEmpty else { return }
    self.code = code
    message = error["Message"]?.text ?? ""
    requestID = (error["RequestId"] ?? root["RequestId"] ?? root["RequestID"])?.text
    hints.region = error["Region"]?.text
  }

  private mutating func readJSON(_ bytes: [UInt8]) {
    guard let document = try? JSONDecoder().decode(JSONErrorDocument.self, from: Data(bytes)) else { return }
    if let code = document.__type ?? document.code { self.code = Self.unqualified(code) }
    message = document.message ?? document.Message ?? ""
  }

  private struct JSONErrorDocument: Decodable {
    var __type, code, message, Message: String?
  }

  /// Strips namespace and URL: `aws.example#Code` and `Code:http://…` both mean `Code`.
  private static func unqualified(_ type: String) -> String {
    String(type.prefix { $0 != ":" }.split(separator: "#").last ?? "")
  }

  /// The error code if the body has none: responses to HEAD have no body, and proxies send HTML.
  private static func code(ofStatus status: Int) -> String {
    switch status {
    case 301: "PermanentRedirect"
    case 302, 307: "TemporaryRedirect"
    case 304: "NotModified"
    case 400: "BadRequest"
    case 401, 403: "Forbidden"
    case 404: "NotFound"
    case 412: "PreconditionFailed"
    case 416: "InvalidRange"
    case 503: "ServiceUnavailable"
    default: "HTTP\(status)"
    }
  }

  /// Seconds to wait. AWS services send milliseconds in `x-amz-retry-after`; `Retry-After` has seconds or a
  /// date.
  private static func retryAfter(_ headers: HTTPHeaders, serverTime: Int64?) -> Double? {
    if let milliseconds = headers["x-amz-retry-after"].flatMap({ UInt32($0) }) {
      return Double(milliseconds) / 1000
    }
    guard let text = headers["Retry-After"] else { return nil }
    if let seconds = UInt32(text) { return Double(seconds) }
    guard let date = HTTPDate.seconds(text), let serverTime else { return nil }
    return Double(max(0, date - serverTime))
  }
}
