import AWS
import FoundationEssentials
import HTTP
import Rekognition
import Synchronization

/// A fake Rekognition with scripted responses that records the requests. Its clock advances with each sleep.
final class ScriptedService: HTTPTransport {
  /// A recorded request.
  struct Asked: Sendable {
    var operation: String
    var body: [UInt8]

    /// The value of a string or number member.
    func member(_ name: String) -> String? {
      struct Key: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init?(intValue: Int) { nil }
        init(stringValue: String) { self.stringValue = stringValue }
      }
      struct Members: Decodable {
        var values: [String: String] = [:]
        init(from decoder: any Decoder) throws {
          let container = try decoder.container(keyedBy: Key.self)
          for key in container.allKeys {
            values[key.stringValue] =
              (try? container.decode(String.self, forKey: key))
              ?? (try? container.decode(Double.self, forKey: key)).map { "\($0)" }
          }
        }
      }
      return try? JSONDecoder().decode(Members.self, from: Data(body)).values[name]
    }
  }

  enum Response: Sendable {
    case ok(String)
    case error(Int, String)
    case broken
    /// No response until the task is cancelled.
    case never
  }

  private struct State {
    var asked: [Asked] = []
    var waits: [Double] = []
    var now = 1_700_000_000.0
  }
  private let state = Mutex(State())
  private let response: @Sendable (Asked, Int) -> Response

  /// - Parameter response: returns the response to a request and its index.
  init(_ response: @escaping @Sendable (Asked, Int) -> Response) { self.response = response }

  /// Returns the responses one after the other, and then repeats the last one.
  convenience init(_ responses: [Response]) { self.init { responses[min($1, responses.count - 1)] } }

  var asked: [Asked] { state.withLock { $0.asked } }
  /// The durations of all sleeps.
  var waits: [Double] { state.withLock { $0.waits } }

  func open(_ request: HTTPRequest) async throws -> HTTPResponse {
    let target = request.headers["X-Amz-Target"] ?? ""
    let asked = Asked(operation: String(target.split(separator: ".").last ?? ""), body: request.body ?? [])
    let number = state.withLock { state in
      state.asked.append(asked)
      return state.asked.count - 1
    }
    switch response(asked, number) {
    case .ok(let text): return HTTPResponse(status: 200, headers: [:], stream: Whole(text))
    case .error(let status, let code):
      let text = #"{"__type":"\#(code)","Message":"why"}"#
      return HTTPResponse(status: status, headers: ["x-amzn-RequestId": "R1"], stream: Whole(text))
    case .broken: throw HTTPError(.broken, "cut")
    case .never:
      try await Task.sleep(for: .seconds(3600))
      throw HTTPError(.timedOut, "not cancelled")
    }
  }

  func client() throws -> RekognitionClient {
    let environment = AWSEnvironment(
      variables: [
        "AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "eu-central-1",
        "HOME": "/home/u",
      ],
      file: { _ in nil }, now: { self.state.withLock { $0.now } },
      sleep: { seconds in
        try Task.checkCancellation()
        self.state.withLock { state in
          state.waits.append(seconds)
          state.now += seconds
        }
      }, random: { 0.5 })
    return RekognitionClient(
      try AWSClient(transport: self, environment: environment), environment: environment)
  }

  private final class Whole: BodyStream {
    private let rest: Mutex<[UInt8]?>
    init(_ text: String) { rest = Mutex(Array(text.utf8)) }
    func next() async throws -> [UInt8]? { rest.withLock { $0.take() } }
    func cancel() {}
  }
}

/// A GetFaceDetection response with a face at each timestamp.
func page(_ milliseconds: [Int], next: String? = nil, status: String = "SUCCEEDED") -> String {
  let faces = milliseconds.map {
    #"{"Timestamp":\#($0),"Face":{"BoundingBox":{"Width":0.1,"Height":0.2,"Left":0.3,"Top":0.4},"Confidence":99}}"#
  }
  let token = next.map { #","NextToken":"\#($0)""# } ?? ""
  return
    #"{"JobStatus":"\#(status)","VideoMetadata":{"DurationMillis":9000}\#(token),"Faces":[\#(faces.joined(separator: ","))]}"#
}
