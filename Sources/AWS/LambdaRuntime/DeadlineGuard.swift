/// Cancels a handler shortly before its deadline, so that it ends in order and says so; Lambda's own end would leave
/// unfinished uploads and an error without a reason.
struct DeadlineGuard: InvocationHandler {
  private let handler: any InvocationHandler

  init(_ handler: any InvocationHandler) {
    self.handler = handler
  }

  func handle(_ event: [UInt8], _ context: InvocationContext) async throws -> [UInt8] {
    let left = context.secondsLeft
    let wait = max(0, left - Deadline.reserve(of: left))
    return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
      group.addTask { try await handler.handle(event, context) }
      group.addTask {
        try await context.clock.sleep(wait)
        return nil
      }
      defer { group.cancelAll() }
      if let first = try await group.next(), let answer = first { return answer }
      group.cancelAll()
      var message =
        "the function had \(Int(left.rounded())) s and is not done; give it a longer timeout, or more memory, "
        + "which brings more processor time"
      do {
        // An answer that comes all the same is good.
        if let last = try await group.next(), let answer = last { return answer }
      } catch {
        // That it was interrupted is no news; what it left behind is.
        if !(error is CancellationError) { message += "\n\(FunctionFailure(error).message)" }
      }
      throw FunctionFailure("OutOfTime", message)
    }
  }
}
