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

/// The settings of an `HTTPClient`.
public struct HTTPOptions: Sendable {
  /// The `User-Agent` field: `frameveil/1.0`.
  public var userAgent: String
  /// The CA certificates to trust instead of the system's.
  public var certificates: CertificateBundle?

  public init(userAgent: String, certificates: CertificateBundle? = nil) {
    self.userAgent = userAgent
    self.certificates = certificates
  }
}

/// A CA bundle: a file of certificates in PEM format.
public struct CertificateBundle: Sendable, Equatable {
  /// The environment variable or option that names the file, for messages.
  public var origin: String
  public var path: String

  public init(origin: String, path: String) {
    self.origin = origin
    self.path = path
  }

  /// The bundle named by `AWS_CA_BUNDLE`, the variable of AWS's tools, else by `SSL_CERT_FILE`, that of OpenSSL. Nil if
  /// neither is set; an empty variable counts as unset.
  public init?(environment: [String: String]) {
    for name in ["AWS_CA_BUNDLE", "SSL_CERT_FILE"] {
      guard let path = environment[name], !path.isEmpty else { continue }
      self.init(origin: name, path: path)
      return
    }
    return nil
  }
}
