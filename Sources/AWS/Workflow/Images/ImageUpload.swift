import FoundationEssentials
import StillImages

/// An image in an HTTP request, and what is to be done with it.
///
/// The body is the image itself, a form (`multipart/form-data`), JSON (`{"image": "BASE64"}`) or Base64 as plain text.
/// What counts as an image are its first bytes, whatever a `Content-Type` says.
struct ImageUpload {
  var image: [UInt8]
  var format: StillImageFormat
  var parameters = ImageParameters()

  /// The largest image: what Lambda takes in one request.
  static let maxBytes = 6 << 20
  /// Around an image: the Base64 of JSON, the other parts of a form.
  static let maxBodyBytes = (maxBytes + 2) / 3 * 4 + (64 << 10)

  /// - Throws: `HTTPFailure` for a request without one usable image.
  init(_ event: HTTPRequestEvent) throws(HTTPFailure) {
    var values = ParameterValues(event.query)
    // A wrong value is an error even where the body overrides it.
    _ = try ImageParameters(values)
    let text = event.headers["content-type"] ?? ""
    guard let type = text.isEmpty ? HeaderValue("application/octet-stream") : HeaderValue(text) else {
      throw .badRequest("InvalidContentType", "Content-Type cannot be parsed")
    }
    let found: [UInt8]
    switch type.value {
    case "multipart/form-data":
      let body = try event.bytes(upTo: Self.maxBytes + (64 << 10))
      found = try Self.image(inForm: body, type, &values)
    case "application/json":
      found = try Self.image(inJSON: try event.bytes(upTo: Self.maxBodyBytes), &values)
    case "text/plain":
      found = try Base64Text.decode(try event.bytes(upTo: Self.maxBodyBytes), upTo: Self.maxBytes)
    case "application/octet-stream": found = try event.bytes(upTo: Self.maxBytes)
    case let other where other.hasPrefix("image/"): found = try event.bytes(upTo: Self.maxBytes)
    default:
      throw HTTPFailure(
        415, "UnsupportedMediaType",
        "the body is \(type.value.prefix(80)); send image/jpeg, image/png, multipart/form-data, application/json or Base64 as text/plain"
      )
    }
    guard !found.isEmpty else { throw Self.missing }
    guard found.count <= Self.maxBytes else { throw .payloadTooLarge(Self.maxBytes) }
    guard let known = Self.format(of: found) else { throw Self.unsupported }
    (image, format) = (found, known)
    parameters = try ImageParameters(values)
  }

  /// JPEG and PNG are what Rekognition takes.
  private static func format(of bytes: some Collection<UInt8>) -> StillImageFormat? {
    StillImageFormat(start: bytes).flatMap { [.jpeg, .png].contains($0) ? $0 : nil }
  }

  /// The first part that is an image; parts that are not files are parameters.
  private static func image(
    inForm body: [UInt8], _ type: HeaderValue, _ values: inout ParameterValues
  ) throws(HTTPFailure) -> [UInt8] {
    guard let boundary = type.parameters["boundary"] else {
      throw .badRequest("InvalidMultipart", "Content-Type has no boundary")
    }
    let form = try MultipartForm(body, boundary: boundary)
    var fields: [(name: String, value: String)] = []
    for part in form.parts where !part.isFile && format(of: part.content) == nil && part.name != "image" {
      guard part.content.count <= ParameterValues.maxBytes,
        let text = String(validating: part.content, as: UTF8.self)
      else {
        throw .badRequest("InvalidParameter", "the field '\(part.name.prefix(40))' is not a short text")
      }
      fields.append((part.name, text))
    }
    values.override(fields)
    if let part = form.parts.first(where: { format(of: $0.content) != nil }) { return Array(part.content) }
    let files = form.parts.filter { ($0.isFile || $0.name == "image") && !$0.content.isEmpty }
    throw files.isEmpty ? missing : unsupported
  }

  private static func image(
    inJSON body: [UInt8], _ values: inout ParameterValues
  ) throws(HTTPFailure) -> [UInt8] {
    let document: ImageDocument
    do {
      document = try JSONDecoder().decode(ImageDocument.self, from: Data(body))
    } catch {
      throw .badRequest(
        "InvalidJSON",
        "the body is not a JSON object with the member image, a Base64 text, and texts beside it")
    }
    values.override(document.parameters)
    guard let text = document.image else { throw missing }
    return try Base64Text.decode(Array(text.utf8), upTo: maxBytes)
  }

  private static let missing = HTTPFailure.badRequest(
    "MissingImage", "the request has no image; send a JPEG or PNG as the body, or as a part of a form")
  private static let unsupported = HTTPFailure(
    415, "UnsupportedMediaType", "the image is neither JPEG nor PNG; convert it to one of them")
}

/// A request as JSON. Parameters are texts or lists of texts.
private struct ImageDocument: Decodable {
  var image: String?
  var parameters: [(name: String, value: String)] = []

  private struct Name: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: Name.self)
    for key in members.allKeys {
      if key.stringValue == "image" {
        image = try members.decode(String.self, forKey: key)
      } else if let list = try? members.decode([String].self, forKey: key) {
        parameters.append((key.stringValue, list.joined(separator: ",")))
      } else {
        parameters.append((key.stringValue, try members.decode(String.self, forKey: key)))
      }
    }
  }
}

/// Parameters by name. A name that is not known is an error: `hides=text` would otherwise leave text visible.
struct ParameterValues {
  private(set) var values: [String: String]

  /// The longest value.
  static let maxBytes = 1024

  init(_ values: [String: String]) { self.values = values }

  /// Parameters of the body take precedence over those of the query. Repeated ones become one list.
  mutating func override(_ fields: [(name: String, value: String)]) {
    values.merge(Dictionary(fields.map { ($0.name, $0.value) }, uniquingKeysWith: { "\($0),\($1)" })) { $1 }
  }
}
