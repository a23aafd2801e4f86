import CCurl
import Channels

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

  /// Sends a request and gives the final answer's head as soon as it is there. A body that is given in pieces goes
  /// on while the answer is read, until one of the sides ends it.
  public func open(_ request: HTTPRequest) async throws -> HTTPResponse {
    let transfer = try Transfer(request)
    mailbox.post(.start(transfer))
    let body = ResponseBody(transfer, client: self, feeder: feeder(of: transfer))
    let head = try await body.head()
    return HTTPResponse(status: head.status, headers: head.headers, pieces: body)
  }

  /// The task that gives the body's pieces. It is not a child of the one that opened, which must be able to read
  /// an answer before all is sent; whoever holds the answer ends it.
  private func feeder(of transfer: Transfer) -> Task<Void, Never>? {
    guard case .pieces(_, let next) = transfer.request.body else { return nil }
    let mailbox = mailbox
    return Task {
      while !Task.isCancelled {
        switch transfer.step {
        case .stop: return
        case .wait: await transfer.wanted.wait()
        case .give:
          do {
            transfer.give(try await next())
          } catch {
            transfer.fail(.body(of: transfer.address, error))
          }
          mailbox.post(.send(transfer))
        }
      }
    }
  }
}

extension HTTPError {
  fileprivate static func body(of address: HTTPAddress, _ cause: any Error) -> HTTPError {
    var error = HTTPError(.body, "\(address.host): what is to be sent cannot be had", detail: "\(cause)")
    error.cause = cause
    return error
  }
}
