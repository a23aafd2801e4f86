import AWS
import LambdaRuntime
import Synchronization
import Testing
@testable import Workflow

/// Completion notifications of Rekognition.
@Suite struct ResumeExecutionsTests {
  private let lines = LogLines()
  private let store = MemoryStore([
    ObjectReference(bucket: "det", key: "tokens/j"): Array("of-j".utf8),
    ObjectReference(bucket: "det", key: "tokens/k"): Array("of-k".utf8),
    ObjectReference(bucket: "det", key: "t/00001.json"): [1],
  ])

  /// The format in the Rekognition Developer Guide and the Lambda Developer Guide.
  private static func message(about job: String) -> String {
    #"{"JobId":"\#(job)","Status":"SUCCEEDED","API":"StartFaceDetection","JobTag":"t","Timestamp":1700000000000,"#
      + #""Video":{"S3ObjectName":"a.mp4","S3Bucket":"in"}}"#
  }

  private func call(_ messages: [String], _ machines: MemoryMachines) async throws -> String {
    let tokens = try TaskTokens(Variables(["DETECTIONS_BUCKET": "det"]), store: store)
    let records = messages.map { message in
      JSONValue.object([
        .init("EventSource", "aws:sns"), .init("EventVersion", "1.0"),
        .init("Sns", ["Type": "Notification", "Message": .text(message)]),
      ])
    }
    let event = JSONValue.object([.init("Records", .list(records))])
    let function = JSONHandler(ResumeExecutions(tokens: tokens, machines: machines))
    return String(decoding: try await function.handle(event.bytes, .test(lines: lines)), as: UTF8.self)
  }

  @Test func `the execution of the job is resumed and its token removed`() async throws {
    let machines = MemoryMachines(waiting: ["of-j", "of-k"])
    #expect(try await call([Self.message(about: "j")], machines) == #"{"resumed":["j"],"skipped":[]}"#)
    #expect(machines.waiting.withLock { $0 } == ["of-k"])
    #expect(store.keys("det") == ["t/00001.json", "tokens/k"])
    #expect(!lines.text.contains("of-j"))
  }

  @Test func `a job without a waiting execution is skipped`() async throws {
    let machines = MemoryMachines(waiting: ["of-j"])
    let messages = [Self.message(about: "other"), Self.message(about: "j")]
    #expect(try await call(messages, machines) == #"{"resumed":["j"],"skipped":["other"]}"#)
    #expect(lines.text.contains(#""jobId":"other""#))
  }

  @Test func `repeated and late notifications are not errors`() async throws {
    let machines = MemoryMachines(waiting: ["of-j"])
    let twice = [Self.message(about: "j"), Self.message(about: "j")]
    #expect(try await call(twice, machines) == #"{"resumed":["j"],"skipped":["j"]}"#)
    #expect(try await call([Self.message(about: "k")], machines) == #"{"resumed":[],"skipped":["k"]}"#)
    #expect(store.keys("det") == ["t/00001.json"], "invalid tokens are removed, too")
  }

  @Test func `a failure leaves its token and does not affect the others`() async throws {
    let machines = MemoryMachines(broken: "of-j", waiting: ["of-j", "of-k"])
    let messages = [Self.message(about: "j"), Self.message(about: "k")]
    let failure = await failure { _ = try await call(messages, machines) }
    #expect(failure?.type == "NotResumed")
    #expect(failure?.message.contains("1 of 2") == true)
    #expect(failure?.message.contains("job j") == true)
    #expect(machines.waiting.withLock { $0 } == ["of-j"])
    #expect(store.keys("det") == ["t/00001.json", "tokens/j"])
  }

  @Test(arguments: ["hello", "{}", #"{"JobId":5}"#])
  func `an invalid message fails after the others are processed`(text: String) async throws {
    let machines = MemoryMachines(waiting: ["of-j"])
    let failure = await failure { _ = try await call([text, Self.message(about: "j")], machines) }
    #expect(failure?.type == "NotResumed")
    #expect(failure?.message.contains(text) == true)
    #expect(machines.waiting.withLock { $0.isEmpty })
  }
}
