import AWS
import FrameveilTesting
import HTTP
@testable import S3

/// A client of the test server with short timeouts and no delays before retries.
struct Store {
  let client: AWSClient
  let server: ObjectServer

  init(_ server: ObjectServer, through proxy: FaultProxy? = nil, keys: ObjectServer.Keys = ObjectServer.owner)
    throws
  {
    self.server = server
    let environment = AWSEnvironment(
      variables: server.environment(keys, through: proxy?.url), sleep: { _ in })
    client = try AWSClient(transport: ShortTimeouts(), environment: environment)
  }

  static let retries = RetryPolicy(
    delay: { failures, error in failures < 3 && RetryPolicy.isTransient(error) ? 0 : nil }, sleep: { _ in })
}

/// The real client with short timeouts, for stalls on purpose.
private struct ShortTimeouts: HTTPTransport {
  private static let client = Result { try HTTPClient(HTTPOptions(userAgent: "frameveil-tests")) }

  func open(_ request: HTTPRequest) async throws -> HTTPResponse {
    var request = request
    request.timeouts = HTTPTimeouts(connect: 5, stall: 3)
    return try await Self.client.get().open(request)
  }
}
