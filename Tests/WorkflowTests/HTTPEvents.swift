import FoundationEssentials
import FrameveilTesting
@testable import Workflow

/// Events of API Gateway.
enum HTTPEvents {
  /// A request with a body, as payload format 2.0 has it.
  static func event(
    _ body: [UInt8], type: String? = "image/jpeg", headers: [String: String] = [:],
    query: [String: String] = [:],
    isText: Bool = false, method: String = "POST", requestID: String = "request-1", authorizer: JSON? = nil
  ) -> JSON {
    var fields = headers
    if let type { fields["content-type"] = type }
    var context: [String: JSON] = [
      "requestId": .string(requestID), "http": ["method": .string(method), "path": "/images"],
      "stage": "$default",
    ]
    if let authorizer { context["authorizer"] = authorizer }
    return [
      "version": "2.0", "routeKey": "POST /images", "rawPath": "/images", "rawQueryString": "",
      "headers": .object(fields.mapValues { .string($0) }),
      "queryStringParameters": .object(query.mapValues { .string($0) }),
      "requestContext": .object(context),
      "body": .string(
        isText ? String(decoding: body, as: UTF8.self) : Data(body).base64EncodedString()),
      "isBase64Encoded": .bool(!isText),
    ]
  }

  /// A request without a body for a path of the API.
  static func page(route: String, path: String, stage: String) -> JSON {
    [
      "version": "2.0", "routeKey": .string(route), "rawPath": .string(path), "rawQueryString": "",
      "headers": ["accept": "text/html"],
      "requestContext": [
        "requestId": "request-1", "http": ["method": "GET", "path": .string(path)], "stage": .string(stage),
      ],
      "isBase64Encoded": false,
    ]
  }

  static func decoded(_ event: JSON) throws -> HTTPRequestEvent {
    try JSONDecoder().decode(HTTPRequestEvent.self, from: JSONEncoder().encode(event))
  }

  /// An image of ffmpeg's test source: `picture.jpg`, `picture.png`.
  static func picture(_ name: String = "picture.jpg", size: String = "96x80") throws -> [UInt8] {
    try bytes(
      of: ClipMaker.clip(
        name, ["-f", "lavfi", "-i", "testsrc=size=\(size)", "-frames:v", "1", "-bitexact"]))
  }

  /// A JPEG with so many comments that it has at least `count` bytes.
  static func largePicture(_ count: Int) throws -> [UInt8] {
    let picture = try picture()
    let comment = [0xFF, 0xFE, 0xFF, 0xFF] + [UInt8](repeating: 0x20, count: 65_533)
    let all = (0...count / comment.count).flatMap { _ in comment }
    return picture.prefix(2) + all + picture.dropFirst(2)
  }
}
