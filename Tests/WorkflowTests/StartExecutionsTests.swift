import FoundationEssentials
import LambdaRuntime
import Synchronization
import Testing
@testable import Workflow

/// Invocations by S3.
@Suite struct StartExecutionsTests {
  private let store = MemoryStore()

  private func event(_ keys: [String], size: Int = 50) -> [UInt8] {
    let records = keys.map {
      #"{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"in"},"#
        + #""object":{"key":"\#($0)","size":\#(size),"eTag":"e","sequencer":"1"}}}"#
    }
    return Array(#"{"Records":[\#(records.joined(separator: ","))]}"#.utf8)
  }

  private func call(
    _ event: [UInt8], _ machines: MemoryMachines, lines: LogLines = LogLines()
  ) async throws -> String {
    let variables = Variables([
      "STATE_MACHINE_ARN": "arn:m", "OUTPUT_BUCKET": "out", "MAX_INPUT_BYTES": "100", "OUTPUT_PREFIX": "",
    ])
    let function = StartFaceDetection(
      executions: try StartExecutions(variables, store: store, machines: machines),
      job: try StartJob(variables, store: store, service: MemoryRekognition(pages: 1)))
    return String(
      decoding: try await JSONHandler(function).handle(event, .test(lines: lines)), as: UTF8.self)
  }

  @Test func `each upload starts one execution even if the event is repeated`() async throws {
    let machines = MemoryMachines()
    let first = try await call(event(["a+%C3%BC.mp4", "b.mov"]), machines)
    #expect(try await call(event(["a+%C3%BC.mp4", "b.mov"]), machines) == first)
    let started = machines.executions.withLock { $0 }
    #expect(started.count == 2)
    let name = try #require(started.keys.first { $0.hasPrefix("a-mp4-") })
    let token = Upload(bucket: "in", key: "a ü.mp4", size: 50, etag: "e", versionID: nil, sequencer: "1")
      .token
    #expect(
      started[name] == #"{"output":{"bucket":"out","key":"a ü.mp4"},"polls":0,"token":"\#(token)","#
        + #""video":{"bucket":"in","etag":"e","key":"a ü.mp4","size":50}}"#)
    #expect(
      first.hasPrefix(#"{"skipped":[],"started":[{"bucket":"in","execution":"\#(name)","key":"a ü.mp4"},"#))
  }

  @Test func `skipped uploads are returned and logged`() async throws {
    let lines = LogLines()
    let response = try await call(event(["notes.txt"]), MemoryMachines(), lines: lines)
    #expect(
      response.hasPrefix(#"{"skipped":[{"bucket":"in","key":"notes.txt","reason":"the key has none of"#))
    #expect(response.hasSuffix(#""started":[]}"#))
    #expect(lines.text.contains(#""level":"WARN""#))
    #expect(store.keys("out").isEmpty)
  }

  @Test func `a video that is too large gets a failure record`() async throws {
    let machines = MemoryMachines()
    let response = try await call(event(["big.mp4"], size: 101), machines)
    #expect(response.contains("101 bytes"))
    #expect(machines.executions.withLock { $0.isEmpty })
    let record = try #require(store.json("out", "big.mp4.error.json"))
    #expect(
      record
        == #"{"cause":"the video has 101 bytes; the limit is 100","error":"InvalidInput","#
        + #""time":"1970-01-01T00:00:00.000Z","video":{"bucket":"in","etag":"e","key":"big.mp4","size":101}}"#
    )
  }

  @Test func `a failed upload fails the invocation after all were processed`() async throws {
    let machines = MemoryMachines(broken: "b-mp4")
    let failure = await failure { _ = try await call(event(["a.mp4", "b.mp4", "c.mp4"]), machines) }
    #expect(failure?.type == "NotStarted")
    #expect(failure?.message.contains("1 of 3 uploads") == true)
    #expect(failure?.message.contains("s3://in/b.mp4") == true)
    #expect(machines.executions.withLock { $0.keys.map { $0.prefix(1) }.sorted() } == ["a", "c"])
  }

  @Test func `a test event succeeds`() async throws {
    let response = try await call(
      Array(#"{"Service":"Amazon S3","Event":"s3:TestEvent"}"#.utf8), MemoryMachines())
    #expect(response == #"{"skipped":[],"started":[]}"#)
  }

  @Test func `an unknown event is rejected`() async throws {
    let failure = await failure { _ = try await call(Array("{}".utf8), MemoryMachines()) }
    #expect(failure?.type == "InvalidInput")
  }

  @Test(arguments: [
    (["OUTPUT_BUCKET": "out"], "STATE_MACHINE_ARN"),
    (["STATE_MACHINE_ARN": "a", "OUTPUT_BUCKET": ""], "OUTPUT_BUCKET"),
    (["STATE_MACHINE_ARN": "a", "OUTPUT_BUCKET": "b", "MAX_INPUT_BYTES": "-1"], "MAX_INPUT_BYTES"),
  ])
  func `the error names a missing or invalid variable`(variables: [String: String], name: String) throws {
    let error = #expect(throws: WorkflowError.self) {
      try StartExecutions(Variables(variables), store: store, machines: MemoryMachines())
    }
    #expect(error?.kind == .configuration)
    #expect(error?.description.contains(name) == true)
  }
}
