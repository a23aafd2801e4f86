import Core
import FrameveilTesting
import Media
import Synchronization
import Testing

/// Results that appear whole, or leave nothing.
@Suite(.blocking) struct ResultSinkTests {
  /// A result that notes what becomes of it.
  private final class Noted: ResultSink {
    let name = "s3://b/result"
    let rewriting = Rewriting.head(8 << 20)
    private let notes = Mutex<[String]>([])
    var became: [String] { notes.withLock { $0 } }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(UserError) {}
    func publish() async throws { notes.withLock { $0.append("published") } }
    func abandon() async { notes.withLock { $0.append(Task.isCancelled ? "left" : "abandoned") } }
  }

  @Test func `a result is abandoned when work on it fails`() async throws {
    let result = Noted()
    await #expect(throws: UserError.self) {
      try await abandoningOnFailure([result]) { throw UserError(.invalidInput, "in", "is damaged") }
    }
    #expect(result.became == ["abandoned"])
  }

  @Test func `a result is abandoned when work on it is cancelled, and not by a cancelled task`() async throws
  {
    let result = Noted()
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

  @Test func `what could not be abandoned is told beside why the work failed`() async throws {
    struct Stuck: ResultSink {
      let name = "stuck"
      let rewriting = Rewriting.nowhere
      func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(UserError) {}
      func publish() async throws {}
      func abandon() async throws { throw UserError(.unavailable, name, "cannot be thrown away") }
    }
    let error = await #expect(throws: LeftoverError.self) {
      try await abandoningOnFailure([Stuck()]) { throw UserError(.invalidInput, "in", "is damaged") }
    }
    #expect(error?.description == "in: is damaged\nstuck: cannot be thrown away")
  }

  @Test func `a result whose work is done is not abandoned`() async throws {
    let result = Noted()
    try await abandoningOnFailure([result]) { try await result.publish() }
    #expect(result.became == ["published"])
  }

  @Test func `a file that is abandoned leaves nothing, and one that is published stays`() async throws {
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
