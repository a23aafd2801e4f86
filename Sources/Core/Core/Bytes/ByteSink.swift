/// Where the bytes of a result go. Never called by two at once.
///
/// Back-pressure: a write returns when there is room for more. A muxer's own thread blocks meanwhile; a task waits and
/// holds no thread. Both count against the same limit.
public protocol ByteSink: Sendable {
  /// How messages name it.
  var name: String { get }
  /// Where bytes may be written that do not go on where the last ones ended.
  var rewriting: Rewriting { get }
  /// Writes all of `bytes` at `offset`. What was never written reads as zeros; only a sink that rewrites
  /// anywhere is left with such holes. For a thread that may block; tasks call the one below.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(UserError)
  /// The same for a task, which waits without a thread; cancelling it ends that.
  func write(_ bytes: [UInt8], at offset: UInt64) async throws
  /// Says that the result will be given up: a write that waits throws, and so do all later ones. Any thread may.
  func stop()
  /// A path under which what was written can be read again while the sink is open; nil where there is none.
  var readablePath: String? { get }
}

extension ByteSink {
  /// None.
  public var readablePath: String? { nil }

  /// Lends the blocking write a thread.
  public func write(_ bytes: [UInt8], at offset: UInt64) async throws {
    try Task.checkCancellation()
    try await SinkThread.shared.write(bytes, at: offset, to: self)
  }

  /// Nothing, where nothing waits for long.
  public func stop() {}
}

/// The thread on which tasks' writes to files and pipes block.
private actor SinkThread {
  static let shared = SinkThread()
  private let executor = ThreadExecutor(name: "frameveil-sink")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  func write(_ bytes: [UInt8], at offset: UInt64, to sink: any ByteSink) throws {
    try bytes.withUnsafeBytes { try sink.write($0, at: offset) }
  }
}

/// Does work that writes to a sink. Cancelling the task stops the sink at once, so that a thread that is held there
/// comes free before anybody waits for its end.
public func stoppingOnCancellation<Value>(
  _ sink: any ByteSink, _ work: () async throws -> Value
) async throws -> Value {
  try await withTaskCancellationHandler {
    try await work()
  } onCancel: {
    sink.stop()
  }
}

/// Where a sink takes bytes beside onward ones.
public enum Rewriting: Sendable, Equatable {
  /// At any offset, also past the end: a file.
  case anywhere
  /// Over what was written within so many bytes from the start, until the end: an upload in parts that keeps
  /// its first part back.
  case head(UInt64)
  /// Nowhere: a pipe.
  case nowhere

  /// Whether `range` may be written when `written` bytes are there.
  public func allows(_ range: Range<UInt64>, written: UInt64) -> Bool {
    switch self {
    case .anywhere: true
    case .head(let bytes): range.lowerBound == written || range.upperBound <= min(bytes, written)
    case .nowhere: range.lowerBound == written
    }
  }
}
