/// A request's body between the task that gives it and the thread that sends it: one piece at a time.
struct Outgoing {
  enum Filled {
    case bytes(Int)
    /// Nothing now: the next piece is asked for.
    case nothing
    case end
    case failed
  }

  enum Step {
    /// The next piece is wanted.
    case give
    /// One is on its way.
    case wait
    /// Nothing is wanted any more.
    case stop
  }

  /// How many bytes all pieces have; nil where nobody knows.
  let length: UInt64?
  /// Why there is no next piece, though it was wanted.
  private(set) var failure: HTTPError?
  private var piece: [UInt8] = []
  private var offset = 0
  private var given: UInt64 = 0
  private var isWanted = false
  private var isLast = false
  private var isFirst = true

  /// A body of these bytes.
  init(_ bytes: [UInt8]) {
    (piece, length, isLast) = (bytes, UInt64(bytes.count), true)
  }

  /// A body that is given piece by piece.
  init(length: UInt64?) {
    self.length = length
  }

  /// Copies what is there into a buffer.
  mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Filled {
    guard failure == nil else { return .failed }
    let count = min(buffer.count, piece.count - offset)
    guard count > 0 else {
      isWanted = !isLast
      return isLast ? .end : .nothing
    }
    piece.withUnsafeBytes {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + count]))
    }
    offset += count
    return .bytes(count)
  }

  /// Goes back to the first byte, where a connection that was kept turns out to be gone; false where that is not
  /// here any more.
  mutating func rewind() -> Bool {
    guard isFirst, !isWanted || piece.isEmpty else { return false }
    offset = 0
    return true
  }

  /// What whoever gives the pieces has to do.
  var step: Step {
    if isLast || failure != nil { return .stop }
    return isWanted ? .give : .wait
  }

  /// Takes the next piece, or nil after the last.
  mutating func give(_ next: [UInt8]?) {
    guard let next else { return finish() }
    guard !next.isEmpty else { return }
    given += UInt64(next.count)
    if let length, given > length {
      return fail(HTTPError(.body, "a body of \(length) bytes goes on past its end"))
    }
    isFirst = piece.isEmpty
    (piece, offset, isWanted) = (next, 0, false)
  }

  private mutating func finish() {
    if let length, given < length {
      return fail(HTTPError(.body, "a body of \(length) bytes ends after \(given)"))
    }
    isLast = true
  }

  /// Drops what is left, where the answer is there and refuses it; whether anything was.
  mutating func stop() -> Bool {
    guard !isLast || offset < piece.count else { return false }
    (piece, offset, isLast) = ([], 0, true)
    return true
  }

  /// Says that there is no next piece.
  mutating func fail(_ error: HTTPError) { failure = failure ?? error }
}
