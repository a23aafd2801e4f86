import AWS
import HTTP
import Rekognition
import Testing

struct JobWatchTests {
  private static let job = RekognitionJob(kind: .faces, id: "j1")

  @Test func `a job is polled with growing intervals until it is done`() async throws {
    let service = ScriptedService { _, number in
      .ok(page([], status: number < 20 ? "IN_PROGRESS" : "SUCCEEDED"))
    }
    var polls = 0
    try await JobWatch(service.client()).wait(for: Self.job) { _ in polls += 1 }
    #expect(polls == 20)
    #expect(service.waits.first == 1.5)
    #expect(service.waits.last == 15)
    #expect(zip(service.waits, service.waits.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(Set(service.asked.map { $0.member("MaxResults") }) == ["1.0"])
  }

  @Test func `a failed job reports the status message`() async throws {
    let service = ScriptedService([
      .ok(#"{"JobStatus":"IN_PROGRESS"}"#), .ok(#"{"JobStatus":"FAILED","StatusMessage":"no codec"}"#),
    ])
    let error = await #expect(throws: RekognitionError.self) {
      try await JobWatch(service.client()).wait(for: Self.job)
    }
    #expect(error?.kind == .refused)
    #expect("\(error as Any)".contains("no codec"))
  }

  @Test func `outages after the first success are retried`() async throws {
    let service = ScriptedService { _, number in
      switch number {
      case 0: .ok(#"{"JobStatus":"IN_PROGRESS"}"#)
      case 1..<8: .error(400, "ProvisionedThroughputExceededException")
      case 8..<14: .broken
      default: .ok(#"{"JobStatus":"SUCCEEDED"}"#)
      }
    }
    try await JobWatch(service.client()).wait(for: Self.job)
    #expect(service.asked.count == 15)
  }

  @Test func `a connection error before the first success is thrown`() async throws {
    let service = ScriptedService([.broken])
    await #expect(throws: HTTPError.self) { try await JobWatch(service.client()).wait(for: Self.job) }
    #expect(service.waits.reduce(0, +) < 10)
  }

  @Test func `waiting can be cancelled`() async throws {
    let service = ScriptedService([.ok(#"{"JobStatus":"IN_PROGRESS"}"#)])
    let watch = JobWatch(try service.client())
    let task = Task { try await watch.wait(for: Self.job) { _ in withUnsafeCurrentTask { $0?.cancel() } } }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(service.asked.count == 1)
  }
}
