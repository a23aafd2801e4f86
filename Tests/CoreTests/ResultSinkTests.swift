import Core
import FrameveilTesting
import Synchronization
import Testing

/// Outputs that are published completely, or leave nothing.
@Suite(.blocking) struct ResultSinkTests {
  /// A sink that records whether it was published or abandoned.
  private final class RecordingSink: ResultSink {
    let name = "s3://b/result"
    let rewritableRange = RewritableRange.head(8 << 20)
    private let notes = Mutex<[String]>([])
    var became: [String] { notes.withLock { $0 } }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(UserError) {}
    func publish() async throws { notes.withLock { $0.append("published") } }
    func abandon() async { notes.withLock { $0.append(Task.isCancelled ? "left" : "abandoned") } }
  }

  @Test func `an output is abandoned when the work fails`() async throws {
    let result = RecordingSink()
    await #expect(throws: UserError.self) {
      try await abandoningOnFailure([result]) { throw UserError(.invalidInput, "in", "is damaged") }
    }
    #expect(result.became == ["abandoned"])
  }

  @Test func `an output is abandoned when the work is cancelled, in a task that is not cancelled`()
    async throws
  {
    let result = RecordingSink()
    let begun = AsyncEvent()
    let task = Task {
      try await abandoningOnFailure([result]) {
        begun.notify()
        await AsyncEvent().wait()
        try Task.checkCancellation()
      }
    }
    await begun.wait()
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(result.became == ["abandoned"])
  }

  @Test func `an output that cannot be abandoned is reported with the cause of the failure`() async throws {
    struct Stuck: ResultSink {
      let name = "stuck"
      let rewritableRange = RewritableRange.nowhere
      func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(UserError) {}
      func publish() async throws {}
      func abandon() async throws { throw UserError(.unavailable, name, "cannot be thrown away") }
    }
    let error = await #expect(throws: LeftoverError.self) {
      try await abandoningOnFailure([Stuck()]) { throw UserError(.invalidInput, "in", "is damaged") }
    }
    #expect(error?.description == "in: is damaged\nstuck: cannot be thrown away")
  }

  @Test func `a published output is not abandoned`() async throws {
    let result = RecordingSink()
    try await abandoningOnFailure([result]) { try await result.publish() }
    #expect(result.became == ["published"])
  }

  @Test func `an abandoned file leaves nothing, and a published one stays`() async throws {
    let folder = try TemporaryFolder()
    for name in ["abandoned", "published"] {
      let file: any ResultSink = try OutputFile(path: folder(name), replacing: false, input: nil)
      try Array("whole".utf8).withUnsafeBytes { try file.write($0, at: 0) }
      if name == "published" { try await file.publish() }
      try await file.abandon()
    }
    #expect(folder.names == ["published"])
    #expect(try bytes(of: folder("published")) == Array("whole".utf8))
  }
}
