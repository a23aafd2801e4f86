import FoundationEssentials
import ImagePage

/// The response of a function to an HTTP request, as API Gateway and function URLs expect it.
public struct HTTPResponseEvent: Encodable, Sendable, Equatable {
  public var statusCode: Int
  public var headers: [String: String]
  public var body: String
  public var isBase64Encoded = false

  /// A JSON document. It may contain URLs that give access, so nobody may cache it.
  init(_ status: Int, json: some Encodable, headers: [String: String] = [:]) throws {
    statusCode = status
    body = String(decoding: try JSONText.bytes(json), as: UTF8.self)
    self.headers = ["content-type": "application/json", "cache-control": "no-store"].merging(headers) { $1 }
  }

  /// The page from which people use the API.
  init(pageWithImagesFrom origin: String, _ setting: ImagePage.Setting) {
    (statusCode, headers, body) = (200, ImagePage.headers(imageOrigin: origin), ImagePage.html(setting))
  }
}

/// The failure of an HTTP request, as its client is told. Details that are not the client's business stay in the log.
public struct HTTPFailure: Error, Sendable, Equatable {
  /// The HTTP status code.
  public var status: Int
  /// What programs switch on: `ImageTooLarge`.
  public var code: String
  /// What happened, and what to do.
  public var message: String
  /// Seconds after which the same request may succeed.
  public var retryAfter: Int?
  /// Further header fields.
  public var headers: [String: String] = [:]

  public init(_ status: Int, _ code: String, _ message: String, retryAfter: Int? = nil) {
    (self.status, self.code, self.message, self.retryAfter) = (status, code, message, retryAfter)
  }

  /// The failure of a request whose body has more than `AnalyzeImage.maxBodyBytes`.
  public static let bodyTooLarge = payloadTooLarge(ImageUpload.maxBytes)

  static func badRequest(_ code: String, _ message: String) -> HTTPFailure { HTTPFailure(400, code, message) }

  static func payloadTooLarge(_ limit: Int) -> HTTPFailure {
    HTTPFailure(413, "PayloadTooLarge", "the image has more than \(limit) bytes; send a smaller one")
  }

  func response(to requestID: String) throws -> HTTPResponseEvent {
    struct Document: Encodable {
      struct Problem: Encodable { var code, message: String }
      var error: Problem
      var requestId: String
    }
    var fields = headers
    if let retryAfter { fields["retry-after"] = String(retryAfter) }
    return try HTTPResponseEvent(
      status, json: Document(error: .init(code: code, message: message), requestId: requestID),
      headers: fields)
  }
}
