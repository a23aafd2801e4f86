import AWS
import LambdaRuntime
import Synchronization
import Testing
@testable import Workflow

/// Failure records.
@Suite struct RecordFailureTests {
  private let store = MemoryStore([
    ObjectReference(bucket: "det", key: "t/00001.json"): [1],
    ObjectReference(bucket: "det", key: "t/00002.json"): [2],
    ObjectReference(bucket: "det", key: "t/00003.json"): [3],
    ObjectReference(bucket: "det", key: "u/00001.json"): [4],
  ])

  private func call(_ more: String, cause: String) async throws -> String {
    let function = try RecordFailure(Variables(["DETECTIONS_BUCKET": "det"]), store: store)
    let event =
      #"{"video":{"bucket":"in","key":"a.mp4","size":5},"output":{"bucket":"out","key":"a.mp4"},"token":"t","#
      + #""error":{"Error":"OutOfTime","Cause":"\#(cause)"}\#(more)}"#
    return String(decoding: try await JSONHandler(function).handle(Array(event.utf8), .test()), as: UTF8.self)
  }

  @Test func `the failure record is written next to the output`() async throws {
    let cause = #"{\"errorMessage\":\"needs 3 s\",\"errorType\":\"OutOfTime\",\"stackTrace\":[]}"#
    let response = try await call(
      #","jobId":"j","execution":"arn:x","detections":{"bucket":"det","prefix":"t","parts":2}"#, cause: cause)
    #expect(
      response == #"{"cause":"needs 3 s","error":"OutOfTime","#
        + #""record":{"bucket":"out","key":"a.mp4.error.json"},"removed":3}"#)
    #expect(
      store.json("out", "a.mp4.error.json")
        == #"{"cause":"needs 3 s","error":"OutOfTime","execution":"arn:x","jobId":"j","#
        + #""time":"1970-01-01T00:00:00.000Z","video":{"bucket":"in","key":"a.mp4","size":5}}"#)
    #expect(
      store.keys("det") == ["u/00001.json"],
      "removes also the parts of a failed invocation, and nothing of other videos")
  }

  @Test func `without detections in the state those of the token are removed`() async throws {
    let response = try await call("", cause: "the state timed out")
    #expect(response.contains(#""cause":"the state timed out""#))
    #expect(response.contains(#""removed":3"#))
  }
}
