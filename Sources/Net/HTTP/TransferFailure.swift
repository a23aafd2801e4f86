import CCurl
import Core

/// How libcurl ended a transfer, and what that means.
struct TransferFailure {
  let result: CURLcode
  let says: String
  let easy: UnsafeMutableRawPointer
  let address: HTTPAddress
  let limits: HTTPLimits
  let certificates: CertificateBundle?
  let isConnected: Bool

  var error: HTTPError {
    switch result {
    case CURLE_URL_MALFORMAT:
      failure(.invalidURL, "the URL cannot be used", "check that it is percent-encoded")
    case CURLE_COULDNT_RESOLVE_PROXY:
      failure(.configuration, "the proxy's name is not known", Self.checkProxy)
    case CURLE_COULDNT_RESOLVE_HOST:
      failure(.cannotConnect, "no such host is known", "check the name and the network")
    case CURLE_COULDNT_CONNECT: refused
    case CURLE_OPERATION_TIMEDOUT: timedOut
    case CURLE_SSL_CACERT_BADFILE: badBundle
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS: untrusted
    case CURLE_SSL_CONNECT_ERROR where isCutShort: broken
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM:
      failure(.untrusted, "TLS cannot be agreed on", nil)
    case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_SEND_FAIL_REWIND:
      broken
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_WRITE_ERROR:
      failure(.notHTTP, "the answer is not HTTP", nil)
    default: failure(.internalFailure, "libcurl failed", nil)
    }
  }

  private static let checkProxy = "check http_proxy, HTTPS_PROXY and ALL_PROXY"

  private func failure(_ code: HTTPError.Code, _ what: String, _ remedy: String?) -> HTTPError {
    // libcurl quotes the address of a proxy, with its password.
    let quoted = says.split(separator: "'", omittingEmptySubsequences: false)
    let safe = quoted.map { $0.contains("@") ? "…" : $0 }.joined(separator: "'")
    let detail =
      says.isEmpty ? String(cString: curl_easy_strerror(result)) : PublicAddress.hidingSecrets(in: safe)
    return HTTPError(code, "\(address.host): \(what)", remedy: remedy, detail: detail)
  }

  /// Nobody listens: at the host, or, where libcurl names another, at the proxy.
  private var refused: HTTPError {
    says.contains(address.hostName)
      ? failure(.cannotConnect, "nobody answers there", nil)
      : failure(.cannotConnect, "the proxy does not answer", Self.checkProxy)
  }

  private var timedOut: HTTPError {
    guard isConnected else {
      return failure(.timedOut, "no connection within \(limits.connect) s", "check the network and its proxy")
    }
    return failure(.timedOut, "not done within \(limits.total ?? 0) s", nil)
  }

  private var badBundle: HTTPError {
    guard let certificates else {
      return failure(
        .configuration, "the system's certificates cannot be read", "install the package ca-certificates")
    }
    return failure(
      .configuration, "\(certificates.path) cannot be read as certificates in PEM",
      "correct \(certificates.origin)")
  }

  private var untrusted: HTTPError {
    let remedy = "where its authority is your own, name the authority's certificate in AWS_CA_BUNDLE"
    return failure(.untrusted, "the certificate does not convince", remedy)
  }

  /// Whether the connection went while TLS was agreed on, for which libcurl has no code of its own.
  private var isCutShort: Bool {
    ["reset by peer", "SSL_ERROR_SYSCALL", "unexpected eof"].contains { says.contains($0) }
  }

  private var broken: HTTPError {
    let proxySaid = fv_curl_long(easy, CURLINFO_HTTP_CONNECTCODE)
    guard proxySaid == 0 || 200...299 ~= proxySaid else {
      return failure(.cannotConnect, "the proxy refuses the way (status \(proxySaid))", Self.checkProxy)
    }
    return failure(.broken, "the connection broke", nil)
  }
}
