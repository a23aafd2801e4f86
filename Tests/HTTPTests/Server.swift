import FrameveilTesting
import HTTP

/// The test server (Fixtures/server.py), one for all tests, and clients.
enum Server {
  private static let running = Result { try LocalServer(["python3", script]) }

  static let script = "\(Frameveil.repository)/Tests/HTTPTests/Fixtures/server.py"

  /// The port of the HTTP server.
  static var port: Int { get throws { try running.get().ports[0] } }
  /// The port that closes each connection after its first byte.
  static var closing: Int { get throws { try running.get().ports[1] } }
  /// The port that never sends anything.
  static var mute: Int { get throws { try running.get().ports[2] } }

  static func url(_ path: String) throws -> String { try "http://127.0.0.1:\(port)\(path)" }

  /// A new client.
  static func client(_ certificates: CertificateBundle? = nil) throws -> HTTPClient {
    try HTTPClient(HTTPOptions(userAgent: "frameveil/test", certificates: certificates))
  }

  /// The body of the response to a GET, as text.
  static func text(_ path: String, by client: HTTPClient) async throws -> String {
    try await client.perform(HTTPRequest("GET", url(path))).text
  }
}

extension BufferedResponse {
  /// The body as text.
  var text: String { String(decoding: body, as: UTF8.self) }
}

/// The bytes of every body of the server from an offset on: the numbers 0, 1, 2 … as 4-byte big-endian integers.
func pattern(_ count: Int, from start: Int = 0) -> [UInt8] { ByteArrays.numbers(count, from: start) }

/// Whether bytes are those of the server's bodies from an offset on.
func isPattern(_ bytes: [UInt8], _ count: Int, from start: Int = 0) -> Bool {
  ByteArrays.areEqual(bytes, pattern(count, from: start))
}

/// The `HTTPError` that an operation throws.
func failure(_ operation: () async throws -> Void) async -> HTTPError? {
  do {
    try await operation()
    return nil
  } catch {
    return error as? HTTPError
  }
}
