import Dispatch
import Glibc

/// Runs work that Ctrl-C and SIGTERM cancel. A second signal ends the process at once; since results are
/// published only when whole, nothing is left behind either way.
enum Interruption {
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
    let sources = numbers.map { number in
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setRegistrationHandler { note.yield() }
      source.setEventHandler {
        if task.isCancelled { _exit(ExitCode.interrupted.rawValue) }
        task.cancel()
      }
      source.resume()
      return source
    }
    defer { for source in sources { source.cancel() } }
    return try await task.value
  }
}
