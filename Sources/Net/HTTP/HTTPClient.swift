import CCurl
import Core

/// Sends requests by libcurl's multi interface, all on one thread of its own (`frameveil-http`).
///
/// Connections are kept and used again. The thread ends when the client and all answers are let go. Proxies come
/// from `http_proxy`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, as libcurl reads them.
public final class HTTPClient: HTTPTransport {
  let mailbox: Mailbox

  // Thread-safe by itself from libcurl 7.84 on. Not before main: it takes a millisecond.
  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// Starts the thread.
  ///
  /// - Throws: `HTTPError.internalFailure` where libcurl or the thread cannot be had.
  public init(_ options: HTTPOptions) throws(HTTPError) {
    guard Self.isReady else { throw HTTPError(.internalFailure, "libcurl cannot be set up") }
    mailbox = try TransferThread.start(options)
  }

  deinit { mailbox.close() }

  /// Sends a request and gives the final answer's head as soon as it is there.
  public func open(_ request: HTTPRequest) async throws -> HTTPResponse {
    let transfer = try Transfer(request)
    mailbox.post(.start(transfer))
    let body = ResponseBody(transfer, client: self)
    let head = try await body.head()
    return HTTPResponse(status: head.status, headers: head.headers, stream: body)
  }
}
