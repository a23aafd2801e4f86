/// What a transfer has brought and nobody has taken yet: the value behind a response.
///
/// Back-pressure: from `window` bytes on, the next ones are refused until the reader takes those that wait; it
/// takes all at once, so a hop to the reader's task carries as many as there are.
struct Incoming {
  /// How many bytes may wait; libcurl's own buffer adds as many again while it is held back. Less than the blocks
  /// that malloc gives back to the system at once, which would cost a page fault for each 4 KiB.
  static let window = 512 << 10

  enum Taken {
    /// Bytes, and whether the other side was held back meanwhile.
    case piece([UInt8], wasHeldBack: Bool)
    /// Nothing now; more may come.
    case nothing
    /// Nothing, and nothing comes.
    case end
  }

  private enum Ending {
    case none
    case whole
    case failed(HTTPError)
    case cancelled
  }

  private var head: HTTPHead?
  private var waiting: [UInt8] = []
  private var lastCount = 0
  private var isHeldBack = false
  private var ending = Ending.none

  /// Adds bytes; false when there is no room.
  mutating func add(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard waiting.count < Self.window else {
      isHeldBack = true
      return false
    }
    // A piece is mostly as long as the one before it.
    if waiting.isEmpty { waiting.reserveCapacity(max(bytes.count, lastCount)) }
    waiting.append(contentsOf: bytes)
    return true
  }

  /// Takes what waits.
  mutating func take() throws -> Taken {
    if case .cancelled = ending { throw CancellationError() }
    guard waiting.isEmpty else {
      defer { (waiting, isHeldBack) = ([], false) }
      lastCount = waiting.count
      return .piece(waiting, wasHeldBack: isHeldBack)
    }
    return try hasEnded() ? .end : .nothing
  }

  /// The answer's head; nil where it is still to come.
  func answer() throws -> HTTPHead? {
    if let head { return head }
    _ = try hasEnded()
    return nil
  }

  private func hasEnded() throws -> Bool {
    switch ending {
    case .none: return false
    case .whole: return true
    case .failed(let error): throw error
    case .cancelled: throw CancellationError()
    }
  }

  /// Begins the answer.
  mutating func begin(_ head: HTTPHead) { self.head = head }

  /// Says that nothing more comes, and why; what waits can still be taken.
  mutating func end(_ error: HTTPError?) {
    guard case .none = ending else { return }
    ending = error.map { .failed($0) } ?? .whole
  }

  /// Drops what waits; whether the transfer was still under way.
  mutating func cancel() -> Bool {
    waiting = []
    defer { ending = .cancelled }
    if case .none = ending { return true }
    return false
  }
}
