import Synchronization
import AWS
import FrameveilTesting
import HTTP
import Rekognition
import Testing

@testable import Workflow

/// Failures are responses, too.
@Suite(.blocking) struct ImageFailureTests {
  private let api: ImageFunction

  init() throws { api = try ImageFunction() }

  private static func refusal(
    _ code: String, _ status: Int = 400, of operation: String = "DetectText"
  ) -> AWSError {
    AWSError(code: code, status: status, operation: operation, subject: "arn:role")
  }

  private static let causes: [(error: any Error & Sendable, status: Int, code: String)] = [
    (refusal("ThrottlingException"), 429, "Throttled"),
    (refusal("ProvisionedThroughputExceededException"), 429, "Throttled"),
    (refusal("InternalServerError", 500), 503, "ServiceUnavailable"),
    (refusal("AccessDenied", 403, of: "PutObject"), 502, "ServiceRefused"),
    (refusal("NoSuchBucket", 404, of: "PutObject"), 502, "ServiceRefused"),
    (refusal("InvalidImageFormatException"), 422, "InvalidImage"),
    (refusal("ImageTooLargeException"), 413, "ImageTooLarge"),
    (HTTPError(.timedOut, "arn:role"), 503, "ServiceUnavailable"),
    (CancellationError(), 503, "OutOfTime"), (ServiceFailure("arn:role"), 500, "InternalFailure"),
    (HTTPFailure(422, "UnsupportedImage", "the image is a CMYK JPEG"), 422, "UnsupportedImage"),
  ]

  @Test(arguments: causes.indices)
  func `every failure is JSON with the request's ID, and its details are in the log`(index: Int)
    async throws
  {
    let (error, status, code) = Self.causes[index]
    for place in 0..<3 {
      let lines = LogLines()
      let function = try api.function(
        store: MemoryImages(broken: place == 0 ? ["create": error] : [:]),
        service: MemoryImageDetection(error: place == 1 ? error : nil),
        redactor: RecordedRedactor(error: place == 2 ? error : nil))
      let answer = try await api.call(function, HTTPEvents.event(api.picture), lines: lines)
      #expect(answer.status == status && answer.body["error"]["code"] == .string(code))
      #expect(answer.body["requestId"] == "request-1")
      #expect(answer.body["error"]["message"].text?.isEmpty == false)
      #expect(answer.body["error"]["message"].text?.contains("arn:") == false)
      #expect((answer.headers["retry-after"] != nil) == (status == 429 || status == 503))
      #expect(lines.text.contains(#""status":\#(status),"code":"\#(code)""#))
      #expect(lines.text.contains(#""Requests":1,"#))
    }
  }

  @Test func `a malformed response is a failure, and nothing is stored`() async throws {
    let malformed = MemoryImageDetection([.faces: "[]"])
    let answer = try await api.call(api.function(service: malformed), HTTPEvents.event(api.picture))
    #expect(answer.status == 502 && answer.body["error"]["code"] == "MalformedResponse")
    #expect(api.store.changes.withLock { $0.count } == 0)
  }

  @Test func `nothing is called for wrong methods and for images that are none`() async throws {
    let get = try await api.call(api.function(), HTTPEvents.event([], method: "GET"))
    #expect(get.status == 405 && get.headers["allow"] == "POST")
    let cut = try await api.call(
      api.function(), HTTPEvents.event(Array(api.picture.prefix(api.picture.count / 2))))
    #expect(cut.status == 422 && cut.body["error"]["code"] == "InvalidImage")
    let text = try await api.call(api.function(), HTTPEvents.event(Array("hello".utf8)))
    #expect(text.status == 415)
    #expect(api.service.asked.withLock { $0.isEmpty })
  }

  @Test func `a deadline is a failure in JSON, too`() async throws {
    struct Slow: ImageDetectionService {
      let name = "The test"
      func obstacle(to operation: ImageOperation) -> String? { nil }
      func detect(_ operation: ImageOperation, in image: RekognitionImage) async throws -> [UInt8] {
        try await Task.sleep(for: .seconds(100_000))
        return []
      }
    }
    let function = try AnalyzeImage(
      Variables(["IMAGES_BUCKET": "b"]), store: api.store, service: Slow(), redactor: api.redactor)
    let event = HTTPEvents.event(api.picture)
    let task = Task { try await api.call(function, event) }
    task.cancel()
    let answer = try await task.value
    #expect(answer.status == 503 && answer.body["error"]["code"] == "OutOfTime")
  }

  private static let settings: [([String: String], String)] = [
    (["IMAGES_BUCKET": ""], "IMAGES_BUCKET is not set"),
    (["KEEP_ORIGINALS": "yes"], "must be true or false"),
    (["URL_LIFETIME_SECONDS": "604801"], "from 1 to 604800"),
    (["URL_LIFETIME_SECONDS": "0.5"], "from 1 to"),
    (["IMAGES_PREFIX": "//"], "has no name"),
  ]

  @Test(arguments: settings)
  func `invalid settings are refused at the start`(variables: [String: String], words: String) {
    let error = #expect(throws: WorkflowError.self) { try api.function(variables) }
    #expect(error?.kind == .configuration && error?.description.contains(words) == true)
  }
}
