import Core
import FrameveilTesting
@testable import HTTP
import Synchronization

/// Objects of the test server (Fixtures/server.py), and readers of them.
enum Objects {
  private static let server = Result {
    try LocalServer(["python3", "\(Frameveil.repository)/Tests/HTTPTests/Fixtures/server.py"])
  }
  static let client = Result { try HTTPClient(HTTPOptions(userAgent: "frameveil/test")) }

  static func url(_ path: String) throws -> String { try "http://127.0.0.1:\(server.get().ports[0])\(path)" }

  /// The requests for an object: method, `Range` and `If-Match`.
  static func asked(_ name: String) async throws -> [String] {
    let response = try await client.get().perform(HTTPRequest("GET", url("/log?name=\(name)")))
    return String(decoding: response.body, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  static func open(_ name: String, size: Int, _ more: String = "", retries: RetryPolicy = .standard)
    async throws
    -> any ByteRanges
  {
    let url = try url("/object?name=\(name)&size=\(size)\(more)")
    return try await HTTPFile.open(url, by: client.get(), retries: retries)
  }

  static func reader(_ name: String, size: Int, _ more: String = "", retries: RetryPolicy = .standard)
    async throws
    -> RangeReader
  {
    guard let reader = try await open(name, size: size, more, retries: retries) as? RangeReader else {
      throw TestingError("the object is held in memory")
    }
    return reader
  }
}

/// Records the delays of retries without waiting.
final class Pauses: Sendable {
  private let made = Mutex<[Double]>([])

  var all: [Double] { made.withLock { $0 } }

  func retries(_ delay: @escaping RetryPolicy.Delay) -> RetryPolicy {
    RetryPolicy(delay: delay) { seconds in self.made.withLock { $0.append(seconds) } }
  }
}

/// The `UserError` that an operation throws.
func userError(_ operation: () async throws -> Void) async -> UserError? {
  do {
    try await operation()
    return nil
  } catch {
    return error as? UserError
  }
}
