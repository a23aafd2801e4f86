import CCurl
import Core

/// A transfer under way, with libcurl's handle for it. It belongs to the thread.
final class RunningTransfer {
  let transfer: Transfer
  let easy: UnsafeMutableRawPointer
  private let certificates: CertificateBundle?
  private let says = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
  private var fields: UnsafeMutablePointer<curl_slist>?
  private var head = HeadReader()
  private var headFailure: HTTPError?
  private var stall: StallWatch
  private var isConnected = false
  private var isReceivingHeld = false
  private var hasNews = false

  init(_ transfer: Transfer, _ options: HTTPOptions, share: UnsafeMutableRawPointer?) throws(HTTPError) {
    guard let easy = curl_easy_init() else { throw HTTPError(.internalFailure, "libcurl has no memory") }
    (self.transfer, self.easy, certificates) = (transfer, easy, options.certificates)
    stall = StallWatch(limit: transfer.request.limits.stall)
    says.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    let settings = TransferSettings(easy)
    settings.apply(options)
    settings.apply(transfer.request)
    fields = settings.fields(of: transfer.request)
    settings.set(CURLOPT_HTTPHEADER, fields)
    settings.set(CURLOPT_SHARE, share)
    settings.set(CURLOPT_ERRORBUFFER, says)
    let own = Unmanaged.passUnretained(self).toOpaque()
    settings.set(CURLOPT_PRIVATE, own)
    connectCallbacks(own)
    try settings.check(transfer.address)
  }

  deinit {
    curl_easy_cleanup(easy)
    curl_slist_free_all(fields)
    says.deallocate()
  }

  /// The transfer of one of libcurl's handles.
  static func of(_ easy: UnsafeMutableRawPointer) -> RunningTransfer {
    of(context: fv_curl_pointer(easy, CURLINFO_PRIVATE))
  }

  static func of(context: UnsafeMutableRawPointer?) -> RunningTransfer {
    guard let context else { preconditionFailure("a handle of libcurl without its transfer") }
    return Unmanaged.fromOpaque(context).takeUnretainedValue()
  }

  // MARK: What libcurl calls

  func connected() { isConnected = true }

  func add(line: UnsafeRawBufferPointer) -> Int {
    do {
      if let head = try head.add(line) { begin(head) }
      return line.count
    } catch {
      if error == .tooLarge {
        headFailure = HTTPError(
          .tooLarge, "\(transfer.address.host): the answer's head has more than \(HeadReader.limit >> 10) KiB"
        )
      }
      return 0
    }
  }

  /// Hands on a final answer. One that refuses what is still being sent makes an end of that: libcurl closes such a
  /// connection after the answer, but goes on sending in some cases.
  private func begin(_ head: HTTPHead) {
    transfer.begin(head)
    hasNews = true
    if head.status >= 300 { transfer.stopSending() }
  }

  func add(body: UnsafeRawBufferPointer) -> Int {
    guard transfer.add(body) else {
      isReceivingHeld = true
      return Int(CURL_WRITEFUNC_PAUSE)
    }
    hasNews = true
    return body.count
  }

  // MARK: What the thread calls

  /// Goes on receiving.
  func receive() {
    isReceivingHeld = false
    curl_easy_pause(easy, CURLPAUSE_CONT)
  }

  /// Tells the reader what came, once for all of it.
  func handOn() {
    guard hasNews else { return }
    hasNews = false
    transfer.arrived.notify()
  }

  /// Why it ends, where nothing came for too long although it was wanted.
  func stalled(now: Double) -> HTTPError? {
    guard isConnected else { return nil }
    stall.note(count: movedBytes, isOurs: isReceivingHeld, now: now)
    guard now >= stall.deadline else { return nil }
    return HTTPError(.timedOut, "\(transfer.address.host): not a byte came or went for \(stall.limit) s")
  }

  /// When to look whether it is stalled.
  var deadline: Double { stall.deadline }

  private var movedBytes: Int {
    fv_curl_long(easy, CURLINFO_REQUEST_SIZE) + fv_curl_long(easy, CURLINFO_HEADER_SIZE)
      + fv_curl_size(easy, CURLINFO_SIZE_UPLOAD_T) + fv_curl_size(easy, CURLINFO_SIZE_DOWNLOAD_T)
  }

  /// What libcurl's result means; nil for success.
  func error(_ result: CURLcode) -> HTTPError? {
    guard result != CURLE_OK else {
      // A connection that ends within the head is an answer to libcurl.
      return head.isComplete
        ? nil : HTTPError(.broken, "\(transfer.address.host): the answer ends within its head")
    }
    if let headFailure { return headFailure }
    return TransferFailure(
      result: result, says: String(cString: says), easy: easy, address: transfer.address,
      limits: transfer.request.limits, certificates: certificates, isConnected: isConnected
    ).error
  }
}
