import LambdaRuntime
import Synchronization
import Testing

/// The runtime loop with a scripted source and fake handlers.
@Suite struct LambdaLoopTests {
  /// Returns some invocations and then throws, like a runtime API whose environment ends.
  private final class Script: InvocationSource {
    struct End: Error {}
    enum Report: Equatable {
      case response(String, of: String)
      case failure(String, String, of: String)
      case startFailure(String, String)
    }
    private let payloads: Mutex<[String]>
    private let count = Mutex(0)
    let reports = Recorded<Report>()

    init(_ payloads: [String]) {
      self.payloads = Mutex(payloads)
    }

    func next() async throws -> Invocation {
      guard let payload = payloads.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { throw End() }
      let number = count.withLock { count in
        count += 1
        return count
      }
      return Invocation(
        requestID: "r\(number)", deadline: Deadline(milliseconds: 60_000), functionARN: "",
        payload: Array(payload.utf8))
    }

    func respond(_ bytes: [UInt8], to requestID: String) {
      reports.add(.response(String(decoding: bytes.prefix(100), as: UTF8.self), of: requestID))
    }

    func reportError(_ failure: FunctionFailure, of requestID: String) {
      reports.add(.failure(failure.type, failure.message, of: requestID))
    }

    func reportInitError(_ failure: FunctionFailure) {
      reports.add(.startFailure(failure.type, failure.message))
    }
  }

  private struct Handler: InvocationHandler {
    let body: @Sendable (String, InvocationContext) async throws -> String
    func handle(_ event: [UInt8], _ context: InvocationContext) async throws -> [UInt8] {
      Array(try await body(String(decoding: event, as: UTF8.self), context).utf8)
    }
  }

  private struct Broken: NamedFailure, CustomStringConvertible {
    var errorType: String { "ThrottlingException" }
    var description: String { "slow down" }
  }

  private func reports(
    _ payloads: [String], clock: WallClock = .standing(at: 0), log: Log = .silent,
    _ body: @escaping @Sendable (String, InvocationContext) async throws -> String
  ) async -> [Script.Report] {
    let script = Script(payloads)
    await #expect(throws: Script.End.self) {
      try await LambdaLoop.serve(script, log: log, clock: clock) { Handler(body: body) }
    }
    return script.reports.all
  }

  @Test func `each invocation gets its own response`() async {
    let reports = await reports(["a", "b"]) { event, _ in event + "!" }
    #expect(reports == [.response("a!", of: "r1"), .response("b!", of: "r2")])
  }

  @Test func `a handler error ends the invocation but not the loop`() async {
    let lines = Recorded<[UInt8]>()
    let log = Log(function: "f", clock: .standing(at: 0)) { lines.add($0) }
    let reports = await reports(["a", "b"], log: log) { event, _ in
      if event == "a" { throw Broken() }
      return event
    }
    #expect(reports == [.failure("ThrottlingException", "slow down", of: "r1"), .response("b", of: "r2")])
    let text = lines.all.map { String(decoding: $0, as: UTF8.self) }.joined()
    #expect(text.contains(#""level":"ERROR","requestId":"r1""#))
    #expect(text.contains(#""errorType":"ThrottlingException","error":"slow down""#))
  }

  @Test(arguments: [(0, true), (1, false)])
  func `a response of six megabytes is accepted and one byte more is not`(more: Int, isAccepted: Bool) async {
    let reports = await reports(["a"]) { _, _ in
      String(repeating: "x", count: LambdaLoop.maxResponseSize + more)
    }
    guard case .failure(let type, _, of: "r1")? = reports.first else {
      #expect(isAccepted)
      return
    }
    #expect(!isAccepted)
    #expect(type == "AnswerTooLarge")
  }

  @Test func `an initialization error is reported and ends the process`() async {
    let script = Script(["a"])
    await #expect(throws: Broken.self) {
      try await LambdaLoop.serve(script, log: .silent, clock: .standing(at: 0)) { throw Broken() }
    }
    #expect(script.reports.all == [.startFailure("ThrottlingException", "slow down")])
  }

  @Test func `handlers get their remaining time`() async {
    let clock = WallClock.standing(at: 15_000)
    let reports = await reports(["a"], clock: clock) { _, context in "\(context.secondsLeft)" }
    #expect(reports == [.response("45.0", of: "r1")])
  }

  @Test func `a handler is cancelled before its deadline and the error contains its time`() async {
    let waits = Recorded<Double>()
    let clock = WallClock(now: { 20_000 }, sleep: { waits.add($0) })
    let reports = await reports(["a"], clock: clock) { _, _ in
      try await Task.sleep(for: .seconds(100_000))
      return "late"
    }
    guard case .failure("OutOfTime", let message, of: "r1")? = reports.first else {
      Issue.record("\(reports)")
      return
    }
    #expect(message.contains("40 s"))
    #expect(waits.all == [36])
  }

  @Test func `a response despite cancellation is used`() async {
    let clock = WallClock(now: { 0 }, sleep: { _ in })
    let reports = await reports(["a"], clock: clock) { _, _ in
      try? await Task.sleep(for: .seconds(100_000))
      return "just in time"
    }
    #expect(reports == [.response("just in time", of: "r1")])
  }

  @Test func `shutdown cancels the handler and is still reported`() async {
    let script = Script(["a", "b"])
    let (started, start) = AsyncStream<Void>.makeStream()
    let run = Task {
      try await LambdaLoop.serve(script, log: .silent, clock: .standing(at: 0)) {
        Handler { _, _ in
          start.yield()
          try await Task.sleep(for: .seconds(100_000))
          return ""
        }
      }
    }
    for await _ in started { break }
    run.cancel()
    await #expect(throws: CancellationError.self) { try await run.value }
    #expect(
      script.reports.all == [
        .failure("Interrupted", "the invocation was cancelled because the process is shutting down", of: "r1")
      ])
  }

  @Test(arguments: [(900.0, 5.0), (3, 0.3), (0, 0), (-2, 0)])
  func `the reserve is a tenth of the time and at most five seconds`(seconds: Double, reserve: Double) {
    #expect(Deadline.reserve(of: seconds) == reserve)
  }
}
