import Core
@testable import HTTP
import Testing

/// Opening a file at a URL.
@Suite struct HTTPFileTests {
  private func error(_ path: String, retries: RetryPolicy = RetryPolicy { _, _ in nil }) async -> UserError? {
    await userError {
      _ = try await HTTPFile.open(Objects.url(path), by: Objects.client.get(), retries: retries)
    }
  }

  @Test func `the first GET determines the size and serves the first reads`() async throws {
    let reader = try await Objects.reader("first", size: 100_000)
    #expect(reader.size == 100_000)
    #expect(try await reader.read(100_000, at: 0) == pattern(100_000))
    #expect(try await Objects.asked("first") == ["GET bytes=0- -"])
  }

  @Test func `the name contains no password and no signature`() async throws {
    let url = try Objects.url("/object/a%20b.mp4?name=named&size=10").replacing("//", with: "//me:secret@")
    let name = try await HTTPFile.open(url, by: Objects.client.get()).name
    #expect(try name == Objects.url("/object/a%20b.mp4"))
  }

  @Test func `a small file is held in memory if the server does not support range requests`() async throws {
    let bytes = try await Objects.open("held", size: 100_003, "&whole=1")
    #expect(bytes is MemoryBytes)
    #expect(bytes.size == 100_003)
    #expect(try await bytes.read(10, at: 100_000) == pattern(3, from: 100_000))
    #expect(try await bytes.read(10, at: 100_003) == [])
    #expect(try await Objects.asked("held").count == 1)
  }

  @Test func `a large file is refused with a remedy if the server does not support range requests`()
    async throws
  {
    let error = await userError { _ = try await Objects.open("large", size: (32 << 20) + 1, "&whole=1") }
    #expect(error?.code == .inputOutput)
    #expect(error?.remedy?.contains("curl") == true)
  }

  @Test(arguments: [
    (401, UserError.Code.noPermission), (403, .noPermission), (404, .noInput), (410, .noInput),
    (302, .noInput),
    (400, .inputOutput), (500, .inputOutput), (503, .inputOutput), (204, .inputOutput),
  ])
  func `an error status is translated`(status: Int, code: UserError.Code) async throws {
    let error = await error("/status?code=\(status)&signature=secret")
    #expect(error?.code == code)
    #expect(try error?.subject == Objects.url("/status"))
    #expect(error?.detail == "HTTP status \(status)")
    #expect(error?.description.contains("secret") == false)
  }

  @Test(arguments: ["", "&whole=1"])
  func `an empty file is refused`(kind: String) async throws {
    #expect(await error("/object?name=empty&size=0\(kind)")?.code == .invalidInput)
  }

  @Test func `a request is retried while the server responds 503`() async throws {
    let pauses = Pauses()
    let retries = pauses.retries { failures, error in RetryPolicy.isTransient(error) && failures < 3 ? 1 : nil
    }
    let reader = try await Objects.reader("busy", size: 1000, "&fail=2", retries: retries)
    #expect(try await reader.read(1000, at: 0) == pattern(1000))
    #expect(pauses.all == [1, 1])
  }

  @Test func `connection refused`() async throws {
    let error = await userError {
      _ = try await HTTPFile.open(
        "http://127.0.0.1:1/a.mp4?signature=secret", by: Objects.client.get(),
        retries: RetryPolicy { _, _ in nil })
    }
    #expect(error?.code == .inputOutput)
    #expect(error?.subject == "http://127.0.0.1:1/a.mp4")
    #expect(error?.message == "127.0.0.1:1: connection refused or host unreachable")
  }

  @Test func `transient errors`() {
    for (error, passes) in [
      (HTTPError(.broken, "") as any Error, true), (HTTPError(.timedOut, ""), true),
      (HTTPError(.untrusted, ""), false), (UserError(.inputOutput, "", ""), false),
    ] {
      #expect(RetryPolicy.isTransient(error) == passes)
    }
  }
}
