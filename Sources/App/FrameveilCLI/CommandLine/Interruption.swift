import Core
import Dispatch
import Glibc
import Media
import S3

/// Runs work that Ctrl-C and SIGTERM end within five seconds, whatever the servers do with which it deals.
///
/// The first signal cancels the work, which then has a few seconds to tidy up. When these are over, or at the second
/// signal, the process ends where it stands. Results are published only when whole, so nothing of them is left but
/// unfinished uploads, and how to throw those away is said.
enum Interruption {
  /// What cancelled work has to tidy up.
  static let grace = 4.0
  /// What the last words have, in case nobody reads them.
  private static let lastWords = 0.5

  static func cancelling<Value: Sendable>(
    _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    signal(SIGPIPE, SIG_IGN)
    let numbers = [SIGINT, SIGTERM]
    let (watched, note) = AsyncStream.makeStream(of: Void.self)
    let task = Task {
      // Nothing begins before a signal can stop it. Until then one ends the process, as if it had not been started.
      var watched = watched.makeAsyncIterator()
      for _ in numbers { await watched.next() }
      return try await work()
    }
    // A queue of its own has a thread even when the work holds all others.
    let queue = DispatchQueue(label: "frameveil.signals")
    let sources = numbers.map { number in
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setRegistrationHandler { note.yield() }
      source.setEventHandler {
        guard !task.isCancelled else { return end() }
        task.cancel()
        queue.asyncAfter(deadline: .now() + grace) { end() }
      }
      source.resume()
      return source
    }
    defer { for source in sources { source.cancel() } }
    do {
      return try await task.value
    } catch  where task.isCancelled {
      throw interrupted(error)
    }
  }

  /// Whichever stage noticed it first, the reason is the signal. What is left behind is still told.
  private static func interrupted(_ error: any Error) -> any Error {
    switch error {
    case let error as LeftoverError:
      LeftoverError(cause: interrupted(error.cause), leftover: error.leftover)
    case is BatchFailure: error
    default: CancellationError()
    }
  }

  /// Ends the process and says what it leaves.
  private static func end() {
    DispatchQueue(label: "frameveil.end").asyncAfter(deadline: .now() + lastWords) {
      _exit(ExitCode.interrupted.rawValue)
    }
    let left = UnfinishedUpload.all
    let words = left.isEmpty ? "interrupted; nothing was written" : "interrupted before all was tidied up"
    Terminal.message("frameveil: " + ([words] + left).joined(separator: "\n") + "\n")
    _exit(ExitCode.interrupted.rawValue)
  }
}
