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

/// The receive buffer of a transfer: the state behind a response.
///
/// Back-pressure: at `window` bytes (the high watermark), further bytes are rejected and receiving pauses until the
/// reader takes the buffer. The reader takes all of it at once, so that each task switch moves as much as possible.
struct ReceiveBuffer {
  /// The high watermark in bytes; while a transfer is paused, libcurl's own buffer adds as much again. Kept below the
  /// size that malloc returns to the system at once, which would cost a page fault per 4 KiB.
  static let window = 512 << 10

  enum TakeResult {
    /// Bytes, and whether receiving is paused and must be resumed.
    case chunk([UInt8], wasPaused: Bool)
    /// The buffer is empty; the transfer is running.
    case empty
    /// The buffer is empty; the body is complete.
    case end
  }

  private enum Ending {
    case none
    case complete
    case failed(HTTPError)
    case cancelled
  }

  private var head: HTTPHead?
  private var buffer: [UInt8] = []
  private var lastCount = 0
  private var isPaused = false
  private var ending = Ending.none

  /// Appends bytes; false if the buffer is full.
  mutating func add(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard buffer.count < Self.window else {
      isPaused = true
      return false
    }
    // Consecutive chunks are of similar size.
    if buffer.isEmpty { buffer.reserveCapacity(max(bytes.count, lastCount)) }
    buffer.append(contentsOf: bytes)
    return true
  }

  /// Takes the complete buffer.
  mutating func take() throws -> TakeResult {
    if case .cancelled = ending { throw CancellationError() }
    guard buffer.isEmpty else {
      defer { (buffer, isPaused) = ([], false) }
      lastCount = buffer.count
      return .chunk(buffer, wasPaused: isPaused)
    }
    return try hasEnded() ? .end : .empty
  }

  /// The head of the response; nil if it has not arrived.
  func responseHead() throws -> HTTPHead? {
    if let head { return head }
    _ = try hasEnded()
    return nil
  }

  private func hasEnded() throws -> Bool {
    switch ending {
    case .none: return false
    case .complete: return true
    case .failed(let error): throw error
    case .cancelled: throw CancellationError()
    }
  }

  mutating func begin(_ head: HTTPHead) { self.head = head }

  /// Ends the transfer, with an error or complete. Buffered bytes can still be taken.
  mutating func end(_ error: HTTPError?) {
    guard case .none = ending else { return }
    ending = error.map { .failed($0) } ?? .complete
  }

  /// Drops the buffer. Returns whether the transfer was still running.
  mutating func cancel() -> Bool {
    buffer = []
    defer { ending = .cancelled }
    if case .none = ending { return true }
    return false
  }
}
