import Core

/// The body of a response, for one consumer. It retains the client, so that a response can outlive the client's owner.
///
/// Back-pressure: see `Incoming`. If the consumer releases the response, the transfer is aborted.
final class ResponseBody: BodyStream {
  private let transfer: Transfer
  private let client: HTTPClient

  init(_ transfer: Transfer, client: HTTPClient) {
    (self.transfer, self.client) = (transfer, client)
  }

  deinit { cancel() }

  /// Waits for the head of the response.
  func head() async throws -> HTTPHead {
    while true {
      try checkCancellation()
      if let head = try transfer.answer() { return head }
      await transfer.arrived.wait()
    }
  }

  func next() async throws -> [UInt8]? {
    while true {
      try checkCancellation()
      switch try transfer.take() {
      case .piece(let bytes, let wasHeldBack):
        if wasHeldBack { client.mailbox.post(.receive(transfer)) }
        return bytes
      case .nothing: await transfer.arrived.wait()
      case .end: return nil
      }
    }
  }

  func cancel() {
    if transfer.cancel() { client.mailbox.post(.end(transfer)) }
  }

  private func checkCancellation() throws {
    guard Task.isCancelled else { return }
    cancel()
    throw CancellationError()
  }
}
