import FoundationEssentials
import FrameveilTesting
import LambdaRuntime
import Testing

@testable import Workflow

/// The function behind the API, with an in-memory bucket and Rekognition.
struct ImageFunction {
  /// A response of the function.
  struct Answer {
    var status: Int
    var headers: [String: String]
    var body: JSON
  }

  let store = MemoryImages()
  let service = MemoryImageDetection()
  let redactor = RecordedRedactor()
  let picture: [UInt8]

  init() throws { picture = try HTTPEvents.picture() }

  func function(
    store: MemoryImages? = nil, service: MemoryImageDetection? = nil,
    redactor: RecordedRedactor? = nil,
    _ variables: [String: String] = [:]
  ) throws -> AnalyzeImage {
    try AnalyzeImage(
      Variables(
        ["IMAGES_BUCKET": "pictures", "URL_LIFETIME_SECONDS": "600"].merging(variables) { $1 }),
      store: store ?? self.store, service: service ?? self.service,
      redactor: redactor ?? self.redactor)
  }

  func call(_ function: AnalyzeImage, _ event: JSON, lines: LogLines = LogLines()) async throws
    -> Answer
  {
    let bytes = try await JSONHandler(function).handle(
      Array(JSONEncoder().encode(event)), .test(lines: lines))
    let answer = try JSONDecoder().decode(JSON.self, from: Data(bytes))
    #expect(answer["isBase64Encoded"] == false)
    #expect(answer["headers"]["content-type"] == "application/json")
    #expect(answer["headers"]["cache-control"] == "no-store")
    let body = try JSONDecoder().decode(JSON.self, from: Data((answer["body"].text ?? "").utf8))
    var headers: [String: String] = [:]
    if case .object(let fields) = answer["headers"] { headers = fields.compactMapValues(\.text) }
    return Answer(status: answer["statusCode"].int ?? 0, headers: headers, body: body)
  }
}
