import LambdaRuntime
import Synchronization
import Testing
@testable import Workflow

/// Copying result pages to the detections bucket.
@Suite struct GetDetectionsTests {
  private let store = MemoryStore()

  private func call(
    _ service: MemoryRekognition, _ members: String = #""parts":0,"faces":0"#,
    context: InvocationContext = .test()
  ) async throws -> String {
    let function = try GetDetections(Variables(["DETECTIONS_BUCKET": "det"]), service: service, store: store)
    let event = #"{"jobId":"j","token":"t",\#(members)}"#
    return String(decoding: try await JSONHandler(function).handle(Array(event.utf8), context), as: UTF8.self)
  }

  @Test func `all pages become objects, and only references are returned`() async throws {
    let service = MemoryRekognition(pages: 50)
    let response = try await call(service)
    #expect(
      response == #"{"detections":{"bucket":"det","parts":50,"prefix":"t"},"done":true,"faces":50000,"#
        + #""jobId":"j","parts":50,"token":"t"}"#)
    #expect(store.keys("det").count == 50)
    #expect(store.json("det", "t/00001.json") == "page 1")
    #expect(store.json("det", "t/00050.json") == "page 50")
    let asked = service.asked.withLock { $0 }
    #expect(asked.allSatisfy { $0.most == 1000 })
    #expect(asked.map(\.token) == [nil] + (1...49).map { "after-\($0)" })
  }

  @Test func `near the deadline the next invocation continues`() async throws {
    let service = MemoryRekognition(pages: 5)
    // Each clock read advances the time by 10 of 40 seconds.
    let response = try await call(service, context: .test(seconds: 40, step: 10))
    #expect(
      response == #"{"detections":{"bucket":"det","parts":3,"prefix":"t"},"done":false,"faces":3000,"#
        + #""jobId":"j","nextToken":"after-3","parts":3,"token":"t"}"#)
    let last = try await call(service, #""parts":3,"faces":3000,"nextToken":"after-3""#)
    #expect(last.contains(#""done":true,"faces":5000"#))
    #expect(store.keys("det") == (1...5).map { "t/0000\($0).json" })
  }

  @Test func `each invocation fetches at least one page`() async throws {
    let response = try await call(MemoryRekognition(pages: 2), context: .test(seconds: 1))
    #expect(response.contains(#""nextToken":"after-1","parts":1"#))
  }

  @Test func `an expired pagination token restarts once`() async throws {
    let service = MemoryRekognition(pages: 3, expired: ["after-2"])
    let failure = await failure { _ = try await call(service) }
    #expect(failure?.type == "InvalidPaginationTokenException", "it does not restart forever")
    let old = MemoryRekognition(pages: 3, expired: ["old"])
    let response = try await call(old, #""parts":7,"faces":7000,"nextToken":"old""#)
    #expect(response.contains(#""done":true,"faces":3000"#))
    #expect(response.contains(#""parts":3,"prefix":"t"}"#))
  }

  @Test func `a job without results is an error`() async {
    let page = DetectionPage(bytes: [], status: "FAILED", statusMessage: "codec", nextToken: nil, faces: 0)
    let failure = await failure { _ = try await call(MemoryRekognition([page])) }
    #expect(failure == FunctionFailure("JobNotDone", "job j is FAILED: codec"))
    #expect(store.keys("det").isEmpty)
  }
}
