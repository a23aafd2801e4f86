import Core

/// The body of a response, for one consumer. It retains the client, so that a response can outlive the client's owner.
///
/// Back-pressure: see `ReceiveBuffer`. If the consumer releases the response, the transfer is aborted.
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
      if let head = try transfer.responseHead() { return head }
      await transfer.arrived.wait()
    }
  }

  func next() async throws -> [UInt8]? {
    while true {
      try checkCancellation()
      switch try transfer.take() {
      case .chunk(let bytes, let wasPaused):
        if wasPaused { client.commandQueue.post(.receive(transfer)) }
        return bytes
      case .empty: await transfer.arrived.wait()
      case .end: return nil
      }
    }
  }

  func cancel() {
    if transfer.cancel() { client.commandQueue.post(.end(transfer)) }
  }

  private func checkCancellation() throws {
    guard Task.isCancelled else { return }
    cancel()
    throw CancellationError()
  }
}
