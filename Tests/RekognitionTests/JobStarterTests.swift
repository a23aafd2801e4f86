import AWS
import Rekognition
import Testing

struct JobStarterTests {
  private static let video = ObjectReference(bucket: "in-bucket", key: "a b.mp4")

  @Test func `a failed start is retried with the same client request token`() async throws {
    let service = ScriptedService([
      .error(500, "InternalServerError"), .error(400, "ThrottlingException"), .ok(#"{"JobId":"j1"}"#),
    ])
    let job = try await JobStarter(service.client()).start(JobRequest(.faces, Self.video))
    #expect(job == RekognitionJob(kind: .faces, id: "j1"))
    #expect(service.asked.map(\.operation) == Array(repeating: "StartFaceDetection", count: 3))
    let tokens = Set(service.asked.map { $0.member("ClientRequestToken") })
    #expect(tokens.count == 1)
    #expect(tokens.first??.count == 32)
  }

  @Test func `a start waits at the job limit and notifies once`() async throws {
    let service = ScriptedService { _, number in
      number < 5 ? .error(400, "LimitExceededException") : .ok(#"{"JobId":"j1"}"#)
    }
    var notified = 0
    let job = try await JobStarter(service.client()).start(JobRequest(.faces, Self.video)) { notified += 1 }
    #expect(job.id == "j1")
    #expect(notified == 1)
    #expect(service.asked.count == 6)
    #expect(service.waits == [5, 7.5, 11.25, 16.875, 25.3125])
  }

  @Test func `waiting for a job slot has a timeout`() async throws {
    let service = ScriptedService([.error(400, "LimitExceededException")])
    let error = await #expect(throws: RekognitionError.self) {
      try await JobStarter(service.client(), jobSlotTimeout: 100).start(JobRequest(.faces, Self.video))
    }
    #expect(error?.kind == .unavailable)
    #expect(service.waits.reduce(0, +) <= 100)
    #expect(service.waits.count > 3)
  }

  @Test func `throttling is retried for minutes but not forever`() async throws {
    let service = ScriptedService([.error(400, "ThrottlingException")])
    let error = await #expect(throws: AWSError.self) {
      try await JobStarter(service.client()).start(JobRequest(.faces, Self.video))
    }
    #expect(error?.code == "ThrottlingException")
    #expect((300...620).contains(service.waits.reduce(0, +)))
  }

  @Test(
    arguments: [
      ("InvalidS3ObjectException", "same region"), ("VideoTooLargeException", "10 GB"),
      ("IdempotentParameterMismatchException", "another one"),
    ])
  func `permanent errors are thrown at once with a remedy`(_ code: String, _ remedy: String) async throws {
    let service = ScriptedService([.error(400, code)])
    let error = await #expect(throws: AWSError.self) {
      try await JobStarter(service.client()).start(JobRequest(.faces, Self.video))
    }
    #expect(error?.kind == .refused)
    #expect("\(error as Any)".contains(remedy))
    #expect("\(error as Any)".contains("s3://in-bucket/a b.mp4"))
    #expect(service.asked.count == 1)
  }
}
