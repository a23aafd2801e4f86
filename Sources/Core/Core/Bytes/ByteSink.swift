import Glibc

/// A destination for output bytes. One writer at a time.
///
/// Back-pressure: a write returns when the sink can accept more. Until then the blocking variant blocks the calling
/// thread (a muxer's streaming thread), and the `async` variant suspends the task. Both count against the same limit.
public protocol ByteSink: Sendable {
  /// The name used in error messages.
  var name: String { get }
  /// The range in which bytes already written can be overwritten.
  var rewritableRange: RewritableRange { get }
  /// Writes all of `bytes` at `offset`. Blocks the calling thread; tasks call the `async` variant. Gaps, which are
  /// possible only if `rewritableRange` is `.anywhere`, read as zeros.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(UserError)
  /// Writes all of `bytes` at `offset`, and suspends while the sink is full. Throws when the task is cancelled.
  func write(_ bytes: [UInt8], at offset: UInt64) async throws
  /// Aborts: pending and later writes throw. Can be called from any thread.
  func stop()
  /// A path for reading back the written bytes while the sink is open; nil if there is none.
  var readablePath: String? { get }
}

extension ByteSink {
  public var readablePath: String? { nil }

  /// Runs the blocking write on a dedicated thread.
  public func write(_ bytes: [UInt8], at offset: UInt64) async throws {
    try Task.checkCancellation()
    try await SinkThread.shared.write(bytes, at: offset, to: self)
  }

  /// Does nothing: the default for sinks whose writes do not block for long.
  public func stop() {}
}

/// The thread that runs blocking writes on behalf of tasks: a blocked thread of Swift's cooperative pool could not run
/// other tasks. All sinks share it.
private actor SinkThread {
  static let shared = SinkThread()
  private let executor = ThreadExecutor(name: "frameveil-sink")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  func write(_ bytes: [UInt8], at offset: UInt64, to sink: any ByteSink) throws {
    try bytes.withUnsafeBytes { try sink.write($0, at: offset) }
  }
}

/// Runs work that writes to a sink. Cancellation of the task stops the sink at once, which releases a thread blocked in
/// a write before anything joins that thread.
public func withStopOnCancellation<Value>(
  _ sink: any ByteSink, _ work: () async throws -> Value
) async throws -> Value {
  try await withTaskCancellationHandler {
    try await work()
  } onCancel: {
    sink.stop()
  }
}

/// The range of a sink that can be overwritten after it was written sequentially.
public enum RewritableRange: Sendable, Equatable {
  /// Any offset, including past the end: a file.
  case anywhere
  /// The first N bytes, until the sink is published: a multipart upload that holds back its first part.
  case head(UInt64)
  /// Sequential writes only: a pipe.
  case nowhere

  /// Whether `range` can be written after `written` bytes.
  public func allows(_ range: Range<UInt64>, written: UInt64) -> Bool {
    switch self {
    case .anywhere: true
    case .head(let bytes): range.lowerBound == written || range.upperBound <= min(bytes, written)
    case .nowhere: range.lowerBound == written
    }
  }
}

/// An output that is published atomically: it becomes visible when complete, or not at all.
public protocol ResultSink: ByteSink {
  /// Makes the complete output visible under its name, in one atomic step. Called at most once, after all bytes were
  /// written and verified.
  func publish() async throws
  /// Discards the output. Does nothing once it is published.
  ///
  /// - Throws: `UserError` with instructions for manual clean-up.
  func abandon() async throws
}

/// Runs work that writes outputs, and abandons them if it fails or is cancelled.
public func abandoningOnFailure<Value>(
  _ results: [any ResultSink], _ work: () async throws -> Value
) async throws -> Value {
  do {
    return try await work()
  } catch {
    for result in results {
      do {
        // Clean-up makes asynchronous calls, which would throw at once in a cancelled task.
        try await withCancellationShield { try await result.abandon() }
      } catch let leftover {
        throw LeftoverError(cause: error, leftover: leftover)
      }
    }
    throw error
  }
}

/// A run failed, and its clean-up failed or could not be confirmed.
public struct LeftoverError: Error, CustomStringConvertible {
  /// The failure of the run.
  public var cause: any Error
  /// What remains, and how to remove it.
  public var leftover: any Error

  public init(cause: any Error, leftover: any Error) {
    (self.cause, self.leftover) = (cause, leftover)
  }

  public var description: String { "\(cause)\n\(leftover)" }
}

/// The process's standard output as a sink.
public struct StandardOutput: ByteSink {
  public let name = "standard output"
  /// A pipe cannot seek; a redirected file is treated alike.
  public let rewritableRange = RewritableRange.nowhere

  /// The process must ignore SIGPIPE, so that a closed pipe is reported as EPIPE.
  public init() {}

  /// Writes sequentially; `offset` is ignored.
  public func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(UserError) {
    try writeAll(bytes, name: name) { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
  }
}

/// Writes all of `bytes` with a system call that may write fewer bytes or be interrupted (EINTR).
func writeAll(
  _ bytes: UnsafeRawBufferPointer, name: String, call: (UnsafeRawBufferPointer) -> Int
) throws(UserError) {
  var rest = bytes
  while !rest.isEmpty {
    let count = call(rest)
    if count >= 0 {
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    } else if errno != EINTR {
      throw UserError.writing(name, errno: errno)
    }
  }
}
