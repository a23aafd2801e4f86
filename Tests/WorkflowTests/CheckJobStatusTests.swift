import LambdaRuntime
import Synchronization
import Testing
@testable import Workflow

/// Polling a job.
@Suite struct CheckJobStatusTests {
  private func call(_ page: DetectionPage, polls: Int) async throws -> String {
    let function = CheckJobStatus(service: MemoryRekognition([page]))
    let event = #"{"jobId":"j","polls":\#(polls)}"#
    return String(decoding: try await JSONHandler(function).handle(Array(event.utf8), .test()), as: UTF8.self)
  }

  @Test func `a running job gets a wait time`() async throws {
    let page = DetectionPage(bytes: [], status: "IN_PROGRESS", statusMessage: nil, nextToken: nil, faces: 0)
    #expect(
      try await call(page, polls: 3)
        == #"{"jobId":"j","polls":4,"status":"IN_PROGRESS","waitSeconds":16}"#)
  }

  @Test func `a failed job has a status message`() async throws {
    let page = DetectionPage(bytes: [], status: "FAILED", statusMessage: "codec", nextToken: nil, faces: 0)
    #expect(
      try await call(page, polls: 0)
        == #"{"jobId":"j","polls":1,"status":"FAILED","statusMessage":"codec","waitSeconds":5}"#)
  }

  @Test func `wait times grow to a minute`() {
    #expect((0...8).map(CheckJobStatus.wait) == [5, 7, 11, 16, 25, 37, 56, 60, 60])
    #expect(CheckJobStatus.wait(afterPolls: 1_000_000) == 60)
    #expect(CheckJobStatus.wait(afterPolls: -1) == 5)
  }

  @Test func `an event without a job ID is rejected`() async {
    let function = CheckJobStatus(service: MemoryRekognition(pages: 1))
    let failure = await failure {
      _ = try await JSONHandler(function).handle(Array(#"{"polls":0}"#.utf8), .test())
    }
    #expect(failure?.type == "InvalidInput")
    #expect(failure?.message == "the event cannot be decoded: 'jobId' is missing")
  }
}
