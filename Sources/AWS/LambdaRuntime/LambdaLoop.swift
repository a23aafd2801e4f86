/// AWS Lambda's runtime loop: fetches an invocation, has it handled, and gives back what came of it.
public struct LambdaLoop: Sendable {
  private let source: any InvocationSource
  private let handler: any InvocationHandler
  private let log: Log
  private let clock: WallClock

  /// The most bytes that Lambda takes as an answer.
  public static let largestAnswer = 6 << 20

  /// Starts a function and runs it until the task is cancelled or the source fails. When the start fails, the source
  /// is told before this throws.
  public static func serve(
    _ source: any InvocationSource, log: Log, clock: WallClock,
    start: () async throws -> any InvocationHandler
  ) async throws {
    let handler: any InvocationHandler
    do {
      handler = try await start()
    } catch {
      try await source.failStart(FunctionFailure(error))
      throw error
    }
    try await LambdaLoop(source: source, handler: DeadlineGuard(handler), log: log, clock: clock).run()
  }

  private func run() async throws {
    while true {
      try Task.checkCancellation()
      let invocation = try await source.next()
      let outcome = await outcome(of: invocation)
      let source = source
      // Not a part of a task that was cancelled: whoever waits for the answer gets it.
      try await Task {
        switch outcome {
        case .success(let answer): try await source.answer(answer, to: invocation.requestID)
        case .failure(let failure): try await source.fail(failure, of: invocation.requestID)
        }
      }.value
    }
  }

  /// A handler that fails ends its invocation and not the loop.
  private func outcome(of invocation: Invocation) async -> Result<[UInt8], FunctionFailure> {
    var log = log
    log.requestID = invocation.requestID
    do {
      let context = InvocationContext(deadline: invocation.deadline, log: log, clock: clock)
      let answer = try await handler.handle(invocation.payload, context)
      guard answer.count <= Self.largestAnswer else {
        throw FunctionFailure(
          "AnswerTooLarge", "the answer has \(answer.count) bytes, and \(Self.largestAnswer) is the most")
      }
      return .success(answer)
    } catch {
      let failure = FunctionFailure(error)
      log.error("the invocation failed", ["errorType": .text(failure.type), "error": .text(failure.message)])
      return .failure(failure)
    }
  }
}
