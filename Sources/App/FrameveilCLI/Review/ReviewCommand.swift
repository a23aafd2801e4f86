import Core
import FoundationEssentials
import HTTPServing
import ReviewServing

/// `frameveil review`: a page on which a person looks at what is hidden, corrects it, renders and signs it.
struct ReviewCommand: Command {
  private let engine: ReviewRun
  private let port: Int
  private let opensBrowser: Bool
  private let isQuiet: Bool

  init(_ arguments: ParsedArguments) throws {
    engine = try ReviewRun(arguments)
    port = arguments[Self.listen]
    opensBrowser = !arguments[Self.noOpen]
    isQuiet = arguments[CommonOptions.quiet]
  }

  func run() async throws {
    try await Interruption.cancellingOnSignal { try await serve() }
  }

  /// Serves until the task is cancelled, or the video cannot be prepared.
  private func serve() async throws {
    let session = ReviewSession(
      engine, now: { Date.now.formatted(.iso8601) }, words: { FrameveilProgram.text(of: $0) })
    let token = ReviewAccess.randomToken()
    let server = try HTTPServer(listeningAt: "127.0.0.1:\(port)") { address in
      ReviewHandler(session, ReviewAccess(listeningAt: address, token: token))
    }
    let url = "http://\(server.address)\(ReviewAccess(listeningAt: server.address, token: token).root)"
    Terminal.output(url + "\n")
    if opensBrowser { BrowserLauncher.open(url) }
    do {
      try await session.prepare()
      if !isQuiet { Terminal.line("frameveil: ready: \(url)") }
      let event = AsyncEvent()
      while !Task.isCancelled { await event.wait() }
    } catch {
      await session.waitUntilFailureIsTold(isOpening: opensBrowser)
      await session.stop()
      await server.stop()
      throw error
    }
    await session.stop()
    await server.stop()
  }
}
