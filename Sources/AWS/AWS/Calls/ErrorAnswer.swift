import Core
import FoundationEssentials
import HTTP

extension AWSError {
  /// Reads an answer whose status tells of an error, or of a redirection.
  init(_ answer: BufferedResponse, to call: AWSCall) {
    self.init(
      code: Self.code(ofStatus: answer.status), status: answer.status, requestID: nil,
      operation: call.operation,
      subject: call.shownSubject)
    let bytes = answer.body
    if bytes.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "{") {
      readJSON(bytes)
    } else if let root = try? XMLElement(parsing: bytes) {
      read(root)
    }
    if let type = answer.headers["x-amzn-errortype"] { code = Self.bare(type) }
    requestID = requestID ?? answer.headers["x-amz-request-id"] ?? answer.headers["x-amzn-requestid"]
    hints.serverTime = answer.headers["Date"].flatMap(HTTPDate.seconds)
    hints.retryAfter = Self.retryAfter(answer.headers, serverTime: hints.serverTime)
    hints.region = answer.headers["x-amz-bucket-region"] ?? hints.region
  }

  /// Reads an `<Error>` document: the body that S3 may send with status 200 after a copy or a completed upload.
  ///
  /// - Returns: nil where the document is about no error.
  public init?(_ document: XMLElement, status: Int, to call: AWSCall) {
    guard document.name == "Error" || document.name == "ErrorResponse" else { return nil }
    self.init(code: "InternalError", status: status, operation: call.operation, subject: call.shownSubject)
    read(document)
  }

  /// S3 has `<Error>` at the root, the query protocol within `<ErrorResponse>`.
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
    if let code = document.__type ?? document.code { self.code = Self.bare(code) }
    message = document.message ?? document.Message ?? ""
  }

  private struct JSONErrorDocument: Decodable {
    var __type, code, message, Message: String?
  }

  /// `aws.example#Code` and `Code:http://…` both mean `Code`.
  private static func bare(_ type: String) -> String {
    String(type.prefix { $0 != ":" }.split(separator: "#").last ?? "")
  }

  /// An answer to HEAD has no body, and a proxy's no code.
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

  /// In milliseconds from AWS's own services, in seconds or as a date from others.
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
