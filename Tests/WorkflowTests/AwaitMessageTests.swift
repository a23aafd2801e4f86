import AWS
import LambdaRuntime
import Synchronization
import Testing
@testable import Workflow

/// The start of the wait for a completion notification.
@Suite struct AwaitMessageTests {
  /// A fake job with a fixed status. Records the keys in the detections bucket at each poll.
  private final class Watched: FaceDetectionService {
    let seen = Mutex<[[String]]>([])
    private let status: String
    private let store: MemoryStore

    init(_ status: String, _ store: MemoryStore) {
      self.status = status
      self.store = store
    }

    func start(_ job: DetectionJob) async throws -> String { throw ServiceFailure("NotAsked") }

    func page(of jobID: String, most: Int, after token: String?) async throws -> DetectionPage {
      guard jobID == "j", most == 1, token == nil else { throw ServiceFailure("ResourceNotFoundException") }
      seen.withLock { $0.append(store.keys("det")) }
      return DetectionPage(bytes: [], status: status, statusMessage: nil, nextToken: nil, faces: 0)
    }
  }

  private let store = MemoryStore()
  private let lines = LogLines()

  private func call(
    _ service: any FaceDetectionService, _ machines: MemoryMachines, job: String = "j"
  ) async throws -> String {
    let tokens = try TaskTokens(Variables(["DETECTIONS_BUCKET": "det"]), store: store)
    let function = AwaitMessage(tokens: tokens, service: service, machines: machines)
    let event = #"{"jobId":"\#(job)","taskToken":"secret"}"#
    let response = try await JSONHandler(function).handle(Array(event.utf8), .test(lines: lines))
    return String(decoding: response, as: UTF8.self)
  }

  private var kept: [UInt8]? { store[ObjectReference(bucket: "det", key: "tokens/j")] }

  @Test func `the task token is stored before the job is polled`() async throws {
    let service = Watched("IN_PROGRESS", store)
    let machines = MemoryMachines(waiting: ["secret"])
    #expect(try await call(service, machines) == #"{"jobId":"j","status":"IN_PROGRESS"}"#)
    #expect(service.seen.withLock { $0 } == [["tokens/j"]])
    #expect(kept == Array("secret".utf8))
    #expect(machines.waiting.withLock { $0 } == ["secret"], "the notification has not arrived yet")
  }

  @Test(arguments: ["SUCCEEDED", "FAILED"])
  func `a job that has ended resumes the execution at once`(status: String) async throws {
    let machines = MemoryMachines(waiting: ["secret"])
    #expect(try await call(Watched(status, store), machines) == #"{"jobId":"j","status":"\#(status)"}"#)
    #expect(machines.waiting.withLock { $0.isEmpty })
    #expect(lines.text.contains("resumed"))
  }

  @Test func `a notification before the token is not lost`() async throws {
    let tokens = try TaskTokens(Variables(["DETECTIONS_BUCKET": "det"]), store: store)
    let machines = MemoryMachines(waiting: ["secret"])
    let message = #"{"Records":[{"Sns":{"Message":"{\"JobId\":\"j\",\"Status\":\"SUCCEEDED\"}"}}]}"#
    let resume = JSONHandler(ResumeExecutions(tokens: tokens, machines: machines))
    _ = try await resume.handle(Array(message.utf8), .test())
    #expect(machines.waiting.withLock { $0 } == ["secret"])
    _ = try await call(Watched("SUCCEEDED", store), machines)
    #expect(machines.waiting.withLock { $0.isEmpty })
  }

  @Test func `an invalid task token is not an error`() async throws {
    #expect(try await call(Watched("SUCCEEDED", store), MemoryMachines()).contains("SUCCEEDED"))
    #expect(lines.text.contains("no longer valid"))
  }

  @Test func `service errors retain their codes for the state machine`() async {
    let unknown = await failure {
      _ = try await call(Watched("SUCCEEDED", store), MemoryMachines(), job: "k")
    }
    #expect(unknown?.type == "ResourceNotFoundException")
    let broken = MemoryMachines(broken: "secret")
    let throttled = await failure { _ = try await call(Watched("SUCCEEDED", store), broken) }
    #expect(throttled?.type == "ThrottlingException")
  }

  @Test func `the task token is not logged`() async throws {
    _ = try await call(Watched("IN_PROGRESS", store), MemoryMachines(waiting: ["secret"]))
    _ = try await call(Watched("SUCCEEDED", store), MemoryMachines(waiting: ["secret"]))
    #expect(!lines.text.isEmpty && !lines.text.contains("secret"))
  }
}
