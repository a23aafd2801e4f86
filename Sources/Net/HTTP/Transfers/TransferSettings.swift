import CCurl

/// Sets the options of a libcurl easy handle.
final class TransferSettings {
  private let easy: UnsafeMutableRawPointer
  private var failure: CURLcode?

  /// The sizes of libcurl's buffers in bytes: the maximum per system call.
  private static let receiveBuffer = 256 << 10
  private static let sendBuffer = 256 << 10

  init(_ easy: UnsafeMutableRawPointer) {
    self.easy = easy
  }

  /// - Throws: `HTTPError` (`internalFailure`) if an option was rejected.
  func check(_ address: HTTPAddress) throws(HTTPError) {
    guard let failure else { return }
    throw HTTPError(
      .internalFailure, "\(address.host): libcurl rejected an option",
      detail: String(cString: curl_easy_strerror(failure)))
  }

  /// Sets the options of all requests. Cookies, .netrc, redirections and decompression are off by default.
  func apply(_ options: HTTPOptions) {
    set(CURLOPT_NOSIGNAL, 1)
    // Do not join the resolver thread when a transfer ends: that would block all other transfers.
    set(CURLOPT_QUICK_EXIT, 1)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    set(CURLOPT_TCP_NODELAY, 1)
    set(CURLOPT_TCP_KEEPALIVE, 1)
    set(CURLOPT_BUFFERSIZE, Self.receiveBuffer)
    set(CURLOPT_UPLOAD_BUFFERSIZE, Self.sendBuffer)
    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    set(CURLOPT_USERAGENT, options.userAgent)
    if let certificates = options.certificates { set(CURLOPT_CAINFO, certificates.path) }
  }

  /// Sets the options of a request.
  func apply(_ request: HTTPRequest) {
    set(CURLOPT_URL, request.url)
    set(CURLOPT_PATH_AS_IS, 1)
    // An empty string disables proxies from environment variables.
    if !request.mayUseProxy { set(CURLOPT_PROXY, "") }
    set(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(request.timeouts.connect))
    set(CURLOPT_TIMEOUT_MS, request.timeouts.total.map(Self.milliseconds) ?? 0)
    if request.body != nil || ["POST", "PUT", "PATCH"].contains(request.method) {
      upload(request.body?.count ?? 0)
    } else {
      set(request.method == "HEAD" ? CURLOPT_NOBODY : CURLOPT_HTTPGET, 1)
    }
    set(CURLOPT_CUSTOMREQUEST, request.method)
  }

  private func upload(_ length: Int) {
    set(CURLOPT_UPLOAD, 1)
    note(fv_curl_set_size(easy, CURLOPT_INFILESIZE_LARGE, length))
  }

  /// The header fields in libcurl's syntax: `Name;` sends an empty value, `Name:` removes a field that libcurl would
  /// add.
  func fields(of request: HTTPRequest) -> UnsafeMutablePointer<curl_slist>? {
    var lines = request.headers.fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
    if request.headers["Expect"] == nil { lines.append("Expect:") }
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines { list = curl_slist_append(list, line) }
    return list
  }

  func set(_ option: CURLoption, _ value: Int) { note(fv_curl_set_long(easy, option, value)) }

  func set(_ option: CURLoption, _ value: String) { note(fv_curl_set_string(easy, option, value)) }

  func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) {
    note(fv_curl_set_pointer(easy, option, value))
  }

  private func note(_ result: CURLcode) {
    if result != CURLE_OK { failure = failure ?? result }
  }

  /// At least 1, since 0 means libcurl's default; at most a year.
  private static func milliseconds(_ seconds: Double) -> Int {
    Int(max(1, min(seconds, 31_536_000) * 1000))
  }
}
