import FoundationEssentials

/// The event of an HTTP request, of Amazon API Gateway (HTTP API, payload format 2.0) or of a function URL, which have
/// the same shape (API Gateway Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs"; AWS Lambda Developer
/// Guide, "Invoking Lambda function URLs").
public struct HTTPRequestEvent: Decodable, Sendable {
  /// `POST`
  public var method: String
  /// The path below the API: without the stage and without a mapping of a custom domain. `/images`
  public var path: String
  /// The ID of the request, which the client also receives.
  public var requestID: String
  /// The header fields by their lower-case names. Repeated fields are joined by commas.
  public var headers: [String: String]
  /// The query parameters, decoded. Repeated ones are joined by commas.
  public var query: [String: String]
  /// Whom the API has authenticated; empty if it does not authenticate.
  public var principal: String
  private var body: Body

  private enum Body {
    case bytes([UInt8])
    case text(String)
    case base64(String)
  }

  private struct Context: Decodable {
    struct HTTP: Decodable {
      var method: String
      var path: String?
    }
    struct Authorizer: Decodable {
      struct JWT: Decodable {
        struct Claims: Decodable {
          var iss: String?
          var sub: String?
        }
        var claims: Claims?
      }
      struct IAM: Decodable { var userArn: String? }
      var jwt: JWT?
      var iam: IAM?
    }
    var requestId: String
    var stage: String?
    var http: HTTP
    var authorizer: Authorizer?

    /// Only the route tells the path if a custom domain maps another one to the API. Without one, that is with
    /// `$default` or a variable, the stage is part of the path unless it is the default one.
    func path(route: String?) -> String {
      if let parts = route?.split(separator: " "), parts.count == 2, !parts[1].contains("{") {
        return String(parts[1])
      }
      let path = http.path ?? "/"
      guard let stage, let end = path.wholeMatch(of: /\/([^\/]*)(\/.*)?/), end.1 == stage else { return path }
      return end.2.map(String.init) ?? "/"
    }
  }
  private enum CodingKeys: String, CodingKey {
    case version, routeKey, requestContext, headers, queryStringParameters, body, isBase64Encoded
  }

  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    let version = try members.decode(String.self, forKey: .version)
    guard version == "2.0" else {
      throw DecodingError.dataCorruptedError(
        forKey: .version, in: members, debugDescription: "the payload format is \(version), not 2.0")
    }
    let context = try members.decode(Context.self, forKey: .requestContext)
    (method, requestID) = (context.http.method, context.requestId)
    path = context.path(route: try members.decodeIfPresent(String.self, forKey: .routeKey))
    let (jwt, iam) = (context.authorizer?.jwt?.claims, context.authorizer?.iam)
    principal = [jwt?.iss, jwt?.sub, iam?.userArn].compactMap(\.self).joined(separator: " ")
    let fields = try members.decodeIfPresent([String: String].self, forKey: .headers) ?? [:]
    headers = Dictionary(fields.map { ($0.lowercased(), $1) }, uniquingKeysWith: { "\($0),\($1)" })
    query = try members.decodeIfPresent([String: String].self, forKey: .queryStringParameters) ?? [:]
    let text = try members.decodeIfPresent(String.self, forKey: .body) ?? ""
    let isBase64 = try members.decodeIfPresent(Bool.self, forKey: .isBase64Encoded) ?? false
    body = isBase64 ? .base64(text) : .text(text)
  }

  /// A request that a server received itself, from a client that it has not authenticated.
  ///
  /// - Parameters:
  ///   - query: as received, without the question mark. What cannot be decoded stays as it is.
  ///   - headers: the fields in their order.
  public init(
    method: String, path: String, query: String, headers fields: [(name: String, value: String)],
    body: [UInt8],
    requestID: String
  ) {
    (self.method, self.path, self.requestID, principal) = (method, path, requestID, "")
    headers = Dictionary(
      fields.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { "\($0),\($1)" })
    let pairs = query.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
        FormEncoding.decode(String($0)) ?? String($0)
      }
      return (parts[0], parts.count > 1 ? parts[1] : "")
    }
    self.query = Dictionary(pairs, uniquingKeysWith: { "\($0),\($1)" })
    self.body = .bytes(body)
  }

  /// The bytes of the body.
  ///
  /// - Throws: `HTTPFailure` if there are more than `limit`, or if the body is not what the event says.
  func bytes(upTo limit: Int) throws(HTTPFailure) -> [UInt8] {
    let bytes: [UInt8]
    switch body {
    case .base64(let text): return try Base64Text.decode(Array(text.utf8), upTo: limit)
    case .text(let text): bytes = Array(text.utf8)
    case .bytes(let received): bytes = received
    }
    guard bytes.count <= limit else { throw .payloadTooLarge(limit) }
    return bytes
  }
}

/// Base64 as clients send it.
enum Base64Text {
  /// Decodes (RFC 4648, section 4). White space is ignored, and so is the prefix of a data URL with Base64 (RFC 2397).
  ///
  /// - Throws: `HTTPFailure` if there are more than `limit` bytes or other characters.
  static func decode(_ text: [UInt8], upTo limit: Int) throws(HTTPFailure) -> [UInt8] {
    var start = text.startIndex
    if text.starts(with: Array("data:".utf8)) {
      let head = text.prefix(100)
      guard let comma = head.firstIndex(of: UInt8(ascii: ",")),
        String(decoding: head[..<comma], as: UTF8.self).lowercased().hasSuffix(";base64")
      else { throw .badRequest("InvalidBase64", "the data URL has no Base64") }
      start = comma + 1
    }
    let digits = text[start...].filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    guard digits.count <= (limit + 2) / 3 * 4 else { throw .payloadTooLarge(limit) }
    guard let bytes = Data(base64Encoded: Data(digits)) else {
      throw .badRequest("InvalidBase64", "the image is not valid Base64 (RFC 4648)")
    }
    guard bytes.count <= limit else { throw .payloadTooLarge(limit) }
    return [UInt8](bytes)
  }
}
