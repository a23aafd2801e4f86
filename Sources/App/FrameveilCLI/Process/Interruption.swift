import Core
import Dispatch
import Glibc
import Media
import S3

/// Runs work that SIGINT and SIGTERM end within five seconds, even if a server does not respond.
///
/// The first signal cancels the work, which then has `grace` seconds to clean up. After that, or at the second signal,
/// the process exits at once. Outputs are published only when complete, so nothing remains but unfinished multipart
/// uploads; the final message says how to abort those.
enum Interruption {
  /// Seconds that cancelled work has to clean up.
  static let grace = 4.0
  /// Seconds that the final message may take, in case standard error blocks.
  private static let finalMessageTimeout = 0.5

  static func cancellingOnSignal<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    signal(SIGPIPE, SIG_IGN)
    let numbers = [SIGINT, SIGTERM]
    let (watched, note) = AsyncStream.makeStream(of: Void.self)
    let task = Task {
      // Work starts once the handlers are registered. Until then a signal has its default effect and ends the process.
      var watched = watched.makeAsyncIterator()
      for _ in numbers { await watched.next() }
      return try await work()
    }
    // A separate queue still gets a thread when the work occupies all others.
    // It is serial, so the two handlers never run at the same time.
    let queue = DispatchQueue(label: "frameveil.signals")
    let sources = numbers.map { cancel(task, on: $0, queue, registered: note) }
    defer { for source in sources { source.cancel() } }
    do {
      return try await task.value
    } catch  where task.isCancelled {
      throw interrupted(error)
    }
  }

  /// Cancels a task at a signal, and exits `grace` seconds later or at the next signal. Yields once to `registered`
  /// when the handler is registered.
  private static func cancel<Value: Sendable>(
    _ task: Task<Value, any Error>, on number: Int32, _ queue: DispatchQueue,
    registered: AsyncStream<Void>.Continuation
  ) -> any DispatchSourceSignal {
    let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
    source.setRegistrationHandler { registered.yield() }
    source.setEventHandler {
      guard !task.isCancelled else { return end() }
      task.cancel()
      queue.asyncAfter(deadline: .now() + grace) { end() }
    }
    source.resume()
    return source
  }

  /// After a signal every error counts as a cancellation, whichever stage threw first. Leftovers are still reported.
  private static func interrupted(_ error: any Error) -> any Error {
    switch error {
    case let error as LeftoverError:
      LeftoverError(cause: interrupted(error.cause), leftover: error.leftover)
    case is BatchFailure: error
    default: CancellationError()
    }
  }

  /// Exits and reports unfinished uploads.
  private static func end() {
    // A queue of its own: the rest of this function may block the queue of the signals.
    DispatchQueue(label: "frameveil.end").asyncAfter(deadline: .now() + finalMessageTimeout) {
      _exit(ExitCode.interrupted.rawValue)
    }
    let left = UnfinishedUpload.all
    let words =
      left.isEmpty ? "interrupted; nothing was written" : "interrupted before the cleanup was complete"
    Terminal.message("frameveil: " + ([words] + left).joined(separator: "\n") + "\n")
    _exit(ExitCode.interrupted.rawValue)
  }
}
