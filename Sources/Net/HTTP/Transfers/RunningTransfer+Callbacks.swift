import CCurl
import Glibc

extension RunningTransfer {
  /// Sets the callbacks of the easy handle. They run on the transfer thread.
  func connectCallbacks(_ own: UnsafeMutableRawPointer) {
    connectReceiving(own)
    connectSending(own)
    openSocketsCloseOnExec()
  }

  private func connectReceiving(_ own: UnsafeMutableRawPointer) {
    fv_curl_on_connected(
      easy,
      { context, _, _, _, _ in
        RunningTransfer.of(context: context).connected()
        return CURL_PREREQFUNC_OK
      }, own)
    fv_curl_on_header(
      easy,
      { line, size, count, context in
        RunningTransfer.of(context: context).add(
          line: UnsafeRawBufferPointer(start: line, count: size * count))
      }, own)
    fv_curl_on_body(
      easy,
      { bytes, size, count, context in
        RunningTransfer.of(context: context).add(
          body: UnsafeRawBufferPointer(start: bytes, count: size * count))
      }, own)
  }

  private func connectSending(_ own: UnsafeMutableRawPointer) {
    fv_curl_on_wanted(
      easy,
      { buffer, size, count, context in
        RunningTransfer.of(context: context).transfer.fill(
          UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
      }, own)
    fv_curl_on_rewind(
      easy,
      { context, offset, _ in
        guard offset == 0 else { return CURL_SEEKFUNC_CANTSEEK }
        RunningTransfer.of(context: context).transfer.rewind()
        return CURL_SEEKFUNC_OK
      }, own)
  }

  /// SOCK_CLOEXEC, which libcurl does not set: child processes must not inherit the sockets.
  private func openSocketsCloseOnExec() {
    fv_curl_on_open_socket(easy) { _, _, address in
      guard let address = address?.pointee else { return CURL_SOCKET_BAD }
      let type = address.socktype | Int32(SOCK_CLOEXEC.rawValue)
      return socket(address.family, type, address.protocol)
    }
  }
}
