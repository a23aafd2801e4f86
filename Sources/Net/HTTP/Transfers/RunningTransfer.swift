import CCurl
import Core

/// A running transfer and its libcurl easy handle. Confined to the transfer thread.
final class RunningTransfer {
  let transfer: Transfer
  let easy: UnsafeMutableRawPointer
  private let certificates: CertificateBundle?
  private let libcurlMessage = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
  private var fields: UnsafeMutablePointer<curl_slist>?
  private var head = ResponseHeadParser()
  private var headFailure: HTTPError?
  private var stall: StallWatch
  private var isConnected = false
  private var isPaused = false
  private var hasNewData = false

  init(_ transfer: Transfer, _ options: HTTPOptions, share: UnsafeMutableRawPointer?) throws(HTTPError) {
    guard let easy = curl_easy_init() else {
      throw HTTPError(.internalFailure, "curl_easy_init failed: out of memory")
    }
    (self.transfer, self.easy, certificates) = (transfer, easy, options.certificates)
    stall = StallWatch(limit: transfer.request.timeouts.stall)
    libcurlMessage.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    let settings = TransferSettings(easy)
    settings.apply(options)
    settings.apply(transfer.request)
    fields = settings.fields(of: transfer.request)
    settings.set(CURLOPT_HTTPHEADER, fields)
    settings.set(CURLOPT_SHARE, share)
    settings.set(CURLOPT_ERRORBUFFER, libcurlMessage)
    // Not retained: only calls with the easy handle use it, on the transfer thread, while `TransferThread.running` or
    // `deinit` holds this object. `deinit` ends the handle.
    let own = Unmanaged.passUnretained(self).toOpaque()
    settings.set(CURLOPT_PRIVATE, own)
    connectCallbacks(own)
    try settings.check(transfer.address)
  }

  deinit {
    curl_easy_cleanup(easy)
    curl_slist_free_all(fields)
    libcurlMessage.deallocate()
  }

  /// The transfer of an easy handle.
  static func of(_ easy: UnsafeMutableRawPointer) -> RunningTransfer {
    of(context: fv_curl_pointer(easy, CURLINFO_PRIVATE))
  }

  static func of(context: UnsafeMutableRawPointer?) -> RunningTransfer {
    guard let context else { preconditionFailure("a libcurl handle has no CURLINFO_PRIVATE") }
    return Unmanaged.fromOpaque(context).takeUnretainedValue()
  }

  // MARK: Called by libcurl

  func connected() { isConnected = true }

  func add(line: UnsafeRawBufferPointer) -> Int {
    do {
      if let head = try head.add(line) { begin(head) }
      return line.count
    } catch {
      if error == .tooLarge {
        headFailure = HTTPError(
          .tooLarge,
          "\(transfer.address.host): the response head exceeds \(ResponseHeadParser.limit >> 10) KiB"
        )
      }
      return 0
    }
  }

  /// Delivers the head of the final response. If it rejects a request whose body is still being sent, sending stops:
  /// libcurl closes such a connection after the response, but continues to send in some cases.
  private func begin(_ head: HTTPHead) {
    transfer.begin(head)
    hasNewData = true
    if head.status >= 300 { transfer.dropRequestBody() }
  }

  func add(body: UnsafeRawBufferPointer) -> Int {
    guard transfer.add(body) else {
      isPaused = true
      return Int(CURL_WRITEFUNC_PAUSE)
    }
    hasNewData = true
    return body.count
  }

  // MARK: Called by the transfer thread

  /// Resumes receiving.
  func receive() {
    isPaused = false
    curl_easy_pause(easy, CURLPAUSE_CONT)
  }

  /// Notifies the reader, once per pass of the event loop.
  func notifyReader() {
    guard hasNewData else { return }
    hasNewData = false
    transfer.arrived.notify()
  }

  /// The error if the transfer has stalled; nil otherwise.
  func stalled(now: Double) -> HTTPError? {
    guard isConnected else { return nil }
    stall.note(count: movedBytes, isOurs: isPaused, now: now)
    guard now >= stall.deadline else { return nil }
    return HTTPError(
      .timedOut, "\(transfer.address.host): no bytes were sent or received for \(stall.limit) s")
  }

  /// When the stall timeout expires.
  var deadline: Double { stall.deadline }

  private var movedBytes: Int {
    fv_curl_long(easy, CURLINFO_REQUEST_SIZE) + fv_curl_long(easy, CURLINFO_HEADER_SIZE)
      + fv_curl_size(easy, CURLINFO_SIZE_UPLOAD_T) + fv_curl_size(easy, CURLINFO_SIZE_DOWNLOAD_T)
  }

  /// The error for a result of libcurl; nil for success.
  func error(_ result: CURLcode) -> HTTPError? {
    guard result != CURLE_OK else {
      // libcurl reports success if the connection closes within the head.
      return head.isComplete
        ? nil
        : HTTPError(
          .broken, "\(transfer.address.host): the connection closed before the response head was complete")
    }
    if let headFailure { return headFailure }
    return TransferFailure(
      result: result, libcurlMessage: String(cString: libcurlMessage), easy: easy, address: transfer.address,
      timeouts: transfer.request.timeouts, certificates: certificates, isConnected: isConnected
    ).error
  }
}

/// Detects that the peer has stalled. Times are seconds of a monotonic clock.
///
/// libcurl's own low-speed limit is not used: it works in whole seconds and counts the time in which this side paused
/// the transfer.
struct StallWatch {
  /// The timeout in seconds.
  let limit: Double
  private var count: Int = -1
  private var since = 0.0

  init(limit: Double) {
    self.limit = limit
  }

  /// Records the number of bytes transferred so far in both directions; `isOurs` if this side has paused the transfer.
  mutating func note(count: Int, isOurs: Bool, now: Double) {
    guard count != self.count || isOurs else { return }
    self.count = count
    since = now
  }

  /// When the timeout expires without progress.
  var deadline: Double { count < 0 ? .infinity : since + limit }
}
