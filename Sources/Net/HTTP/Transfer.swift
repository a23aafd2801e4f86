import Core
import Synchronization

/// A request and its answer, seen from both sides: the tasks that ask, and the thread that carries.
final class Transfer: Sendable {
  let request: HTTPRequest
  let address: HTTPAddress
  /// Rings when a head, bytes or the end came.
  let arrived = AsyncEvent()
  private let incoming = Mutex(Incoming())
  private let outgoing: Mutex<Outgoing>

  init(_ request: HTTPRequest) throws(HTTPError) {
    guard let address = HTTPAddress(request.url) else {
      throw HTTPError(.invalidURL, "not an absolute http:// or https:// URL")
    }
    try request.checkHead(address)
    (self.request, self.address) = (request, address)
    outgoing = Mutex(Outgoing(request.body ?? []))
  }

  // MARK: The thread's side

  func begin(_ head: HTTPHead) { incoming.withLock { $0.begin(head) } }

  func add(_ bytes: UnsafeRawBufferPointer) -> Bool { incoming.withLock { $0.add(bytes) } }

  func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int { outgoing.withLock { $0.fill(buffer) } }

  func rewind() { outgoing.withLock { $0.rewind() } }

  func stopSending() { outgoing.withLock { $0.stop() } }

  func end(_ error: HTTPError?) {
    incoming.withLock { $0.end(error) }
    arrived.notify()
  }

  // MARK: The tasks' side

  func answer() throws -> HTTPHead? { try incoming.withLock { try $0.answer() } }

  func take() throws -> Incoming.Taken { try incoming.withLock { try $0.take() } }

  /// Whether it was still under way.
  func cancel() -> Bool { incoming.withLock { $0.cancel() } }
}

extension HTTPRequest {
  /// Refuses what would end a line of the head early and smuggle in another.
  fileprivate func checkHead(_ address: HTTPAddress) throws(HTTPError) {
    let isToken = { (text: String) in
      !text.isEmpty && text.utf8.allSatisfy { 33...126 ~= $0 && !"\"(),/:;<=>?@[\\]{}".utf8.contains($0) }
    }
    guard isToken(method) else {
      throw HTTPError(.invalidHead, "\(address.host): the method cannot be sent")
    }
    for field in headers.fields {
      let isSendable = field.value.utf8.allSatisfy { $0 >= 32 && $0 != 127 || $0 == 9 }
      guard isToken(field.name), isSendable else {
        throw HTTPError(.invalidHead, "\(address.host): the field '\(field.name)' cannot be sent")
      }
    }
  }
}
