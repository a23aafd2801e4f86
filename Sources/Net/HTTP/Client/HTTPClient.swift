import CCurl
import Core

/// An HTTP/1.1 client over libcurl's multi interface. All transfers run on one dedicated thread (`frameveil-http`).
///
/// Connections are kept alive and reused. The thread ends when the client and all its responses are released. Proxies
/// are taken from `http_proxy`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` by libcurl.
public final class HTTPClient: HTTPTransport {
  let commandQueue: CommandQueue

  // Thread-safe since libcurl 7.84. Initialized lazily, since it takes a millisecond.
  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// Starts the thread.
  ///
  /// - Throws: `HTTPError` (`internalFailure`) if libcurl or the thread cannot be initialized.
  public init(_ options: HTTPOptions) throws(HTTPError) {
    guard Self.isReady else { throw HTTPError(.internalFailure, "libcurl cannot be initialized") }
    commandQueue = try TransferThread.start(options)
  }

  deinit { commandQueue.close() }

  /// Sends a request and returns when the head of the final response has arrived.
  public func open(_ request: HTTPRequest) async throws -> HTTPResponse {
    let transfer = try Transfer(request)
    commandQueue.post(.start(transfer))
    let body = ResponseBody(transfer, client: self)
    let head = try await body.head()
    return HTTPResponse(status: head.status, headers: head.headers, stream: body)
  }
}
