import AWS
import Detections
import Rekognition
import Testing

struct JobPagesTests {
  private static let job = RekognitionJob(kind: .faces, id: "j1")

  @Test func `pages are fetched in order with pagination tokens`() async throws {
    let service = Self.service(pages: 4) { _ in nil }
    let pages = JobPages(of: Self.job, try service.client())
    #expect(
      try await Self.all(pages) == [
        page([0], next: "1"), page([1], next: "2"), page([2], next: "3"), page([3]),
      ])
    #expect(service.asked.map { $0.member("NextToken") } == [nil, "1", "2", "3"])
    #expect(Set(service.asked.map { $0.member("MaxResults") }) == ["1000.0"])
  }

  @Test func `at most one page is prefetched`() async throws {
    let service = Self.service(pages: 9) { _ in nil }
    let pages = JobPages(of: Self.job, try service.client())
    _ = try await pages.next()
    _ = try await pages.next()
    // The third request may have been sent; the fourth cannot have been.
    #expect((2...3).contains(service.asked.count))
  }

  @Test func `an expired pagination token restarts at the first page`() async throws {
    let service = Self.service(pages: 3) { $0 == 2 ? .error(400, "InvalidPaginationTokenException") : nil }
    let pages = JobPages(of: Self.job, try service.client())
    _ = try await pages.next()
    _ = try await pages.next()
    await #expect(throws: PaginationRestarted.self) { try await pages.next() }
    #expect(try await Self.all(pages).count == 3)
    #expect(service.asked.map { $0.member("NextToken") } == [nil, "1", "2", nil, "1", "2"])
  }

  @Test func `restarts are limited`() async throws {
    let service = Self.service(pages: 3) {
      $0 % 2 == 1 ? .error(400, "InvalidPaginationTokenException") : nil
    }
    let pages = JobPages(of: Self.job, try service.client())
    var restarts = 0
    let error = await #expect(throws: AWSError.self) {
      while true {
        do { _ = try await pages.next() } catch is PaginationRestarted { restarts += 1 }
      }
    }
    #expect(error?.code == "InvalidPaginationTokenException")
    #expect(restarts == 3)
  }

  @Test func `throttling between pages is retried`() async throws {
    let service = Self.service(pages: 3) { (1...12).contains($0) ? .error(400, "ThrottlingException") : nil }
    #expect(try await Self.all(JobPages(of: Self.job, service.client())).count == 3)
  }

  @Test(arguments: ["IN_PROGRESS", "FAILED", "ODD"])
  func `a page of a job that has not succeeded is rejected`(_ status: String) async throws {
    let service = ScriptedService { asked, number in
      .ok(number == 0 ? page([0], next: "1") : page([1], status: status))
    }
    let pages = JobPages(of: Self.job, try service.client())
    _ = try await pages.next()
    await #expect(throws: RekognitionError.self) { try await pages.next() }
  }

  @Test func `a page that repeats its own token is rejected`() async throws {
    let service = ScriptedService([.ok(page([0], next: "1"))])
    let pages = JobPages(of: Self.job, try service.client())
    _ = try await pages.next()
    await #expect(throws: RekognitionError.self) { try await pages.next() }
  }

  @Test func `waiting for a page can be cancelled`() async throws {
    let service = ScriptedService([.never])
    let pages = JobPages(of: Self.job, try service.client())
    let task = Task { try await pages.next() }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  /// Pages with one face each, whose tokens are their indices. `failure` returns an error for the index of a
  /// request.
  private static func service(
    pages: Int, failure: @escaping @Sendable (Int) -> ScriptedService.Response?
  ) -> ScriptedService {
    ScriptedService { asked, number in
      if let failure = failure(number) { return failure }
      let index = asked.member("NextToken").flatMap { Int($0) } ?? 0
      return .ok(page([index], next: index + 1 < pages ? "\(index + 1)" : nil))
    }
  }

  private static func all(_ pages: JobPages) async throws -> [String] {
    var all: [String] = []
    while let page = try await pages.next() { all.append(String(decoding: page, as: UTF8.self)) }
    return all
  }
}
