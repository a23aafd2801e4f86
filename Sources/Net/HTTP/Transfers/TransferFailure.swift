import CCurl
import Core

/// Translates the result of a failed transfer into an error.
struct TransferFailure {
  let result: CURLcode
  let libcurlMessage: String
  let easy: UnsafeMutableRawPointer
  let address: HTTPAddress
  let timeouts: HTTPTimeouts
  let certificates: CertificateBundle?
  let isConnected: Bool

  var error: HTTPError {
    switch result {
    case CURLE_URL_MALFORMAT:
      failure(.invalidURL, "the URL is malformed", "check that it is percent-encoded")
    case CURLE_COULDNT_RESOLVE_PROXY:
      failure(.configuration, "the host name of the proxy cannot be resolved", Self.checkProxy)
    case CURLE_COULDNT_RESOLVE_HOST:
      failure(.cannotConnect, "the host name cannot be resolved", "check the name and the network")
    case CURLE_COULDNT_CONNECT: refused
    case CURLE_OPERATION_TIMEDOUT: timedOut
    case CURLE_SSL_CACERT_BADFILE: invalidBundle
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS: untrusted
    case CURLE_SSL_CONNECT_ERROR where brokeDuringHandshake: broken
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM:
      failure(.untrusted, "the TLS handshake failed", nil)
    case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_FAIL_REWIND:
      broken
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_WRITE_ERROR:
      failure(.invalidResponse, "the response is not valid HTTP", nil)
    default: failure(.internalFailure, "libcurl failed", nil)
    }
  }

  private static let checkProxy = "check http_proxy, HTTPS_PROXY and ALL_PROXY"

  private func failure(_ code: HTTPError.Code, _ what: String, _ remedy: String?) -> HTTPError {
    // libcurl quotes the URL of a proxy with its password.
    let quoted = libcurlMessage.split(separator: "'", omittingEmptySubsequences: false)
    let safe = quoted.map { $0.contains("@") ? "…" : $0 }.joined(separator: "'")
    let detail =
      libcurlMessage.isEmpty
      ? String(cString: curl_easy_strerror(result)) : RedactedAddress.redactingSecrets(in: safe)
    return HTTPError(code, "\(address.host): \(what)", remedy: remedy, detail: detail)
  }

  /// The connection to the host failed, or, if libcurl names another host, that to the proxy.
  private var refused: HTTPError {
    libcurlMessage.contains(address.hostName)
      ? failure(.cannotConnect, "connection refused or host unreachable", nil)
      : failure(.cannotConnect, "the connection to the proxy failed", Self.checkProxy)
  }

  private var timedOut: HTTPError {
    guard isConnected else {
      return failure(
        .timedOut, "the connection timed out after \(timeouts.connect) s",
        "check the network and the proxy settings")
    }
    return failure(.timedOut, "the request timed out after \(timeouts.total ?? 0) s", nil)
  }

  private var invalidBundle: HTTPError {
    guard let certificates else {
      return failure(
        .configuration, "the system's CA certificates cannot be read", "install the package ca-certificates")
    }
    return failure(
      .configuration, "the CA bundle \(certificates.path) cannot be read as PEM certificates",
      "correct \(certificates.origin)")
  }

  private var untrusted: HTTPError {
    let remedy = "for a private CA, set AWS_CA_BUNDLE to the file of its certificate"
    return failure(.untrusted, "TLS certificate verification failed", remedy)
  }

  /// Whether the connection broke during the TLS handshake, for which libcurl has no error code.
  private var brokeDuringHandshake: Bool {
    ["reset by peer", "SSL_ERROR_SYSCALL", "unexpected eof"].contains { libcurlMessage.contains($0) }
  }

  private var broken: HTTPError {
    let proxyStatus = fv_curl_long(easy, CURLINFO_HTTP_CONNECTCODE)
    guard proxyStatus == 0 || 200...299 ~= proxyStatus else {
      return failure(
        .cannotConnect, "the proxy rejected the CONNECT request (status \(proxyStatus))", Self.checkProxy)
    }
    return failure(.broken, "the connection broke before the transfer was complete", nil)
  }
}
