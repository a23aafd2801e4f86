import Core
import Synchronization

/// The state that a request's task and the transfer thread share.
final class Transfer: Sendable {
  let request: HTTPRequest
  let address: HTTPAddress
  /// Notified when the head, bytes or the end has arrived.
  let arrived = AsyncEvent()
  private let incoming = Mutex(ReceiveBuffer())
  private let outgoing: Mutex<SendBuffer>

  init(_ request: HTTPRequest) throws(HTTPError) {
    guard let address = HTTPAddress(request.url) else {
      throw HTTPError(.invalidURL, "not an absolute http:// or https:// URL")
    }
    try request.checkHead(address)
    (self.request, self.address) = (request, address)
    outgoing = Mutex(SendBuffer(request.body ?? []))
  }

  // MARK: Called by the transfer thread

  func begin(_ head: HTTPHead) { incoming.withLock { $0.begin(head) } }

  func add(_ bytes: UnsafeRawBufferPointer) -> Bool { incoming.withLock { $0.add(bytes) } }

  func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int { outgoing.withLock { $0.fill(buffer) } }

  func rewind() { outgoing.withLock { $0.rewind() } }

  func dropRequestBody() { outgoing.withLock { $0.stop() } }

  func end(_ error: HTTPError?) {
    incoming.withLock { $0.end(error) }
    arrived.notify()
  }

  // MARK: Called by tasks

  func responseHead() throws -> HTTPHead? { try incoming.withLock { try $0.responseHead() } }

  func take() throws -> ReceiveBuffer.TakeResult { try incoming.withLock { try $0.take() } }

  /// Returns whether the transfer was still running.
  func cancel() -> Bool { incoming.withLock { $0.cancel() } }
}

extension HTTPRequest {
  /// Rejects control characters, which would allow header injection (RFC 9110, section 5.5).
  fileprivate func checkHead(_ address: HTTPAddress) throws(HTTPError) {
    let isToken = { (text: String) in
      !text.isEmpty && text.utf8.allSatisfy { 33...126 ~= $0 && !"\"(),/:;<=>?@[\\]{}".utf8.contains($0) }
    }
    guard isToken(method) else {
      throw HTTPError(
        .invalidHead, "\(address.host): the request method contains characters that are not allowed")
    }
    for field in headers.fields {
      let isSendable = field.value.utf8.allSatisfy { $0 >= 32 && $0 != 127 || $0 == 9 }
      guard isToken(field.name), isSendable else {
        throw HTTPError(
          .invalidHead,
          "\(address.host): the header field '\(field.name)' contains characters that are not allowed")
      }
    }
  }
}

/// The send buffer of a transfer: the request body and the position in it.
struct SendBuffer {
  private var bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Copies the next bytes into a buffer. Returns their number.
  mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(buffer.count, bytes.count - offset)
    bytes.withUnsafeBytes {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + count]))
    }
    offset += count
    return count
  }

  /// Restarts at the first byte, when libcurl resends on a new connection because a reused one was closed.
  mutating func rewind() { offset = 0 }

  /// Drops the rest, when the response has arrived early and rejects the request.
  mutating func stop() { (bytes, offset) = ([], 0) }
}
